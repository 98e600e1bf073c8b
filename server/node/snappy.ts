/**
 * Snappy as Kafka carries it: raw blocks in the framing of the xerial library (snappy-java),
 *
 *     82 'SNAPPY' 00 | version int32 | compatible version int32 | blocks: length int32, raw block
 *
 * which is what we write; a raw block alone is read too. A raw block is a varint (its length
 * uncompressed) and elements, told apart by the low two bits of their first byte: literals, or
 * a copy with a distance of 11, 16 or 32 bits.
 *
 * Our own, because the libraries do not hold up: a negative literal length sends snappyjs into
 * an endless loop, hysnappy is not told the size of its output, the others are native.
 */
import { readInt32 } from '../protocol/records/big-endian.ts';
import { ByteWriter } from '../protocol/records/byte-writer.ts';
import { RecordsError } from '../protocol/records/records-error.ts';
import { copyLiterals, copyMatch, MatchFinder } from './lz77.ts';
import { Output } from './output.ts';

const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00] as const;
const XERIAL_HEADER_SIZE = 16;
const XERIAL_VERSION = 1;
/** snappy-java's own block size. */
const BLOCK_SIZE = 32_768;
/** Three bytes stand for 64 at most. */
const MAX_RATIO = 22;

const Element = { literal: 0, copy1: 1, copy2: 2, copy4: 3 } as const;

/** `bytes` as blocks in xerial framing. */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  const writer = new ByteWriter(32 + (bytes.length >>> 1));
  for (const byte of XERIAL_MAGIC) writer.int8(byte);
  writer.int32(XERIAL_VERSION);
  writer.int32(XERIAL_VERSION);
  const finder = new MatchFinder(bytes);
  for (let from = 0; from < bytes.length; from += BLOCK_SIZE) {
    const sizeAt = writer.reserve(4);
    compressBlock(bytes, from, Math.min(from + BLOCK_SIZE, bytes.length), finder, writer);
    const end = writer.length;
    writer.length = sizeAt;
    writer.int32(end - sizeAt - 4);
    writer.length = end;
  }
  return writer.written();
}

/**
 * What xerial-framed or raw Snappy holds.
 * @throws RecordsError CORRUPT_MESSAGE or MESSAGE_TOO_LARGE as `Compression.decompress`.
 */
export function decompressSnappy(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new Output(bytes.length * 4, maxBytes);
  if (!startsXerial(bytes, 0)) {
    decompressBlock(bytes, 0, bytes.length, output);
    return output.written();
  }
  for (let at = 0; at < bytes.length; ) {
    if (startsXerial(bytes, at)) {
      // Streams may follow each other, each with its header.
      at += XERIAL_HEADER_SIZE;
      if (at > bytes.length) throw broken('it is cut off');
      continue;
    }
    if (bytes.length - at < 4) throw broken('it is cut off');
    const size = readInt32(bytes, at);
    at += 4;
    if (size < 0 || size > bytes.length - at) throw broken(`a block of ${size} bytes`);
    decompressBlock(bytes, at, at + size, output);
    at += size;
  }
  return output.written();
}

function startsXerial(bytes: Uint8Array, at: number): boolean {
  return XERIAL_MAGIC.every((byte, index) => bytes[at + index] === byte);
}

function compressBlock(
  source: Uint8Array,
  from: number,
  to: number,
  finder: MatchFinder,
  writer: ByteWriter,
): void {
  let rest = to - from;
  for (; rest > 0x7f; rest >>>= 7) writer.int8((rest & 0x7f) | 0x80);
  writer.int8(rest);
  let pending = from;
  finder.find(from, to, (at, distance, length) => {
    writeLiterals(writer, source.subarray(pending, at));
    writeCopy(writer, distance, length);
    pending = at + length;
  });
  writeLiterals(writer, source.subarray(pending, to));
}

function writeLiterals(writer: ByteWriter, literals: Uint8Array): void {
  const last = literals.length - 1;
  if (last < 0) return;
  if (last < 60) {
    writer.int8((last << 2) | Element.literal);
  } else if (last < 0x100) {
    writer.int8((60 << 2) | Element.literal);
    writer.int8(last);
  } else {
    writer.int8((61 << 2) | Element.literal);
    writer.int8(last);
    writer.int8(last >>> 8);
  }
  writer.raw(literals);
}

function writeCopy(writer: ByteWriter, distance: number, length: number): void {
  let rest = length;
  while (rest > 0) {
    // No copy of less than four bytes may be left, for the short form to fit.
    const count = rest > 64 && rest < 68 ? 60 : Math.min(rest, 64);
    if (count >= 4 && count < 12 && distance < 0x800) {
      writer.int8(((distance >>> 8) << 5) | ((count - 4) << 2) | Element.copy1);
      writer.int8(distance);
    } else {
      writer.int8(((count - 1) << 2) | Element.copy2);
      writer.int8(distance);
      writer.int8(distance >>> 8);
    }
    rest -= count;
  }
}

/** Appends what the raw block in [from, to) holds. */
function decompressBlock(source: Uint8Array, from: number, to: number, output: Output): void {
  let at = from;

  /** An unsigned little-endian number of `size` bytes. */
  const read = (size: number): number => {
    if (size > to - at) throw broken('it ends within an element');
    let value = 0;
    for (let index = size - 1; index >= 0; index--) value = value * 256 + source[at + index]!;
    at += size;
    return value;
  };

  let expected = 0;
  for (let weight = 1; ; weight *= 128) {
    const byte = read(1);
    expected += (byte & 0x7f) * weight;
    if (byte < 0x80) break;
    if (weight === 0x1000_0000) throw broken('an endless length');
  }
  if (expected > (to - at) * MAX_RATIO) throw broken(`${to - at} bytes cannot hold ${expected}`);
  const start = output.reserve(expected);
  const end = output.length;
  const target = output.bytes;
  let out = start;
  while (at < to) {
    const tag = source[at++]!;
    const high = tag >>> 2;
    if ((tag & 3) === Element.literal) {
      const length = (high < 60 ? high : read(high - 59)) + 1;
      if (length > to - at) throw broken('it ends within literals');
      if (length > end - out) throw broken(`it holds more than ${expected} bytes`);
      copyLiterals(source, at, length, target, out);
      at += length;
      out += length;
      continue;
    }
    let length = high + 1;
    let distance: number;
    if ((tag & 3) === Element.copy1) {
      length = (high & 7) + 4;
      distance = ((tag >>> 5) << 8) | read(1);
    } else {
      distance = read((tag & 3) === Element.copy2 ? 2 : 4);
    }
    if (distance === 0 || distance > out - start)
      throw broken(`a copy from ${distance} bytes back`);
    if (length > end - out) throw broken(`it holds more than ${expected} bytes`);
    copyMatch(target, out, distance, length);
    out += length;
  }
  if (out !== end) throw broken(`${out - start} bytes instead of ${expected}`);
}

function broken(what: string): RecordsError {
  return new RecordsError('CORRUPT_MESSAGE', `Broken Snappy stream: ${what}`);
}
