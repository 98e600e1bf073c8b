import { compileDecoder, type Decoder } from './compile-decoder.ts';
import { compileEncoder, type Encoder } from './compile-encoder.ts';
import { DecodeError } from './decode-error.ts';
import { EncodeError } from './encode-error.ts';
import { cursor } from './reading.ts';
import type { Message } from './schema.ts';
import { covers } from './version-range.ts';
import { walkDecode, walkDecodePrefix } from './walk-decode.ts';
import { walkEncode } from './walk-encode.ts';
import { Writer } from './writer.ts';

/** Both directions of one version of one message, each compiled on first use. */
export interface Codec {
  encoder?: Encoder;
  decoder?: Decoder;
}

// Encoding never awaits, so that one buffer serves every caller.
const sharedWriter = new Writer();

/**
 * Encodes a message body.
 *
 * @throws EncodeError where the value lacks a field or has one of the wrong type or out of range
 */
export function encode<In>(
  message: Message<unknown, In>,
  version: number,
  value: NoInfer<In>,
): Uint8Array {
  sharedWriter.reset();
  encodeTo(sharedWriter, message, version, value);
  return sharedWriter.take();
}

/** As `encode`, behind whatever the writer holds already. */
export function encodeTo<In>(
  writer: Writer,
  message: Message<unknown, In>,
  version: number,
  value: NoInfer<In>,
): void {
  if (!covers(message.versions, version)) {
    throw new EncodeError(`${message.name} v${version}`, '', 'there is no such version');
  }
  message.codecs[version] ??= {};
  const codec = message.codecs[version];
  codec.encoder ??= compileEncoder(message, version);
  try {
    codec.encoder(writer, value);
  } catch (cause) {
    walkEncode(message, version, value);
    throw cause;
  }
}

/**
 * Decodes a message body. Bytes and records in the result are views of `bytes`.
 *
 * @throws DecodeError where the bytes are not exactly one such message
 */
export function decode<Out>(message: Message<Out>, version: number, bytes: Uint8Array): Out {
  const value = decodeWith(message, version, bytes);
  if (cursor.at !== bytes.length) walkDecode(message, version, bytes);
  return value;
}

/**
 * Decodes a message that other bytes may follow; `end` is where they begin.
 *
 * @throws DecodeError where the bytes do not begin with such a message
 */
export function decodePrefix<Out>(
  message: Message<Out>,
  version: number,
  bytes: Uint8Array,
): { value: Out; end: number } {
  const value = decodeWith(message, version, bytes);
  return { value, end: cursor.at };
}

function decodeWith<Out>(message: Message<Out>, version: number, bytes: Uint8Array): Out {
  if (!covers(message.versions, version)) {
    throw new DecodeError(`${message.name} v${version}`, '', 0, 'there is no such version');
  }
  message.codecs[version] ??= {};
  const codec = message.codecs[version];
  codec.decoder ??= compileDecoder(message, version);
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return codec.decoder(bytes, view, 0) as Out;
  } catch (cause) {
    walkDecodePrefix(message, version, bytes);
    throw cause;
  }
}
