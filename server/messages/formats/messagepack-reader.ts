// MessagePack's bytes as a value. Its libraries make an array as long as the bytes say before there is anything to fill it
// with; here nothing is made that there are no bytes for.
// Source: the MessagePack specification.

import { ByteReader } from './byte-reader.ts';
import type { Decoded } from './decoded.ts';
import { shortestFloat } from './float32.ts';
import { checkDepth, MalformedError, setMember } from './limits.ts';
import { exact, unreadable } from './plain.ts';
import { nanosecondTime } from './times.ts';
import { utf8Text, viewOf } from './utf8.ts';

export function decodeMessagePack(bytes: Uint8Array): Decoded {
  const reader = new MessagePackReader(bytes);
  try {
    const value = reader.value(0);
    const rest = bytes.length - reader.position;
    if (rest === 0) return { format: 'messagepack', value };
    return unreadable(bytes, `This is not MessagePack: a value ends ${rest} bytes before the end.`);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return unreadable(bytes, `This is not MessagePack: ${error.message}.`);
  }
}

/** The extension that is a point in time. */
const TIMESTAMP = -1;

class MessagePackReader extends ByteReader<Uint8Array> {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** @throws MalformedError */
  value(depth: number): unknown {
    const code = this.#uint(1);
    if (code < 0x80) return code;
    if (code >= 0xe0) return code - 0x100;
    if (code < 0x90) return this.#map(code & 0x0f, depth);
    if (code < 0xa0) return this.#array(code & 0x0f, depth);
    if (code < 0xc0) return this.#text(code & 0x1f);
    switch (code) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.take(this.#uint(1 << (code - 0xc4))).slice();
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#uint(1 << (code - 0xc7)));
      case 0xca:
        return shortestFloat(this.#view.getFloat32(this.skip(4)));
      case 0xcb:
        return this.#view.getFloat64(this.skip(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#uint(1 << (code - 0xcc));
      case 0xcf:
        return exact(this.#view.getBigUint64(this.skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.skip(1));
      case 0xd1:
        return this.#view.getInt16(this.skip(2));
      case 0xd2:
        return this.#view.getInt32(this.skip(4));
      case 0xd3:
        return exact(this.#view.getBigInt64(this.skip(8)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (code - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(1 << (code - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#uint(2 << (code - 0xdc)), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#uint(2 << (code - 0xde)), depth);
      default:
        throw new MalformedError(`byte 0x${code.toString(16)} begins no value`);
    }
  }

  #array(count: number, depth: number): unknown[] {
    checkDepth(depth + 1);
    const array: unknown[] = [];
    for (let i = 0; i < count; i++) array.push(this.value(depth + 1));
    return array;
  }

  #map(count: number, depth: number): Record<string, unknown> {
    checkDepth(depth + 1);
    const map: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      setMember(map, keyText(this.value(depth + 1)), this.value(depth + 1));
    }
    return map;
  }

  #text(length: number): string {
    const text = utf8Text(this.take(length));
    if (text === null)
      throw new MalformedError(`the text before byte ${this.position} is not UTF-8`);
    return text;
  }

  #extension(length: number): unknown {
    const type = this.#view.getInt8(this.skip(1));
    const data = this.take(length);
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    if (type === TIMESTAMP) {
      switch (length) {
        case 4:
          return time(BigInt(view.getUint32(0)), 0);
        case 8: {
          const both = view.getBigUint64(0);
          return time(both & 0x3_ffff_ffffn, Number(both >> 34n));
        }
        case 12:
          return time(view.getBigInt64(4), view.getUint32(0));
      }
    }
    return { extension: type, data: data.slice() };
  }

  #uint(size: number): number {
    const at = this.skip(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }
}

/** What is no time that a calendar has is its numbers. */
function time(seconds: bigint, nanoseconds: number): unknown {
  return nanosecondTime(seconds, nanoseconds) ?? { seconds: exact(seconds), nanoseconds };
}

/** Keys may be any values; here they are text, as in JSON. */
function keyText(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key !== 'object' || key === null) return String(key);
  if (key instanceof Uint8Array) return viewOf(key).toString('base64');
  throw new MalformedError('a key is an array or a map, for which there is no place here');
}
