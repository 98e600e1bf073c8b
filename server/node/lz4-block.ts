/**
 * LZ4 blocks: sequences of
 *
 *     token (literal length high, match length − 4 low; 15: bytes to add follow, up to one < 255)
 *     | literals | distance uint16 little-endian | more of the match's length
 *
 * The last sequence ends behind its literals.
 */
import type { ByteWriter } from '../protocol/records/byte-writer.ts';
import { RecordsError } from '../protocol/records/records-error.ts';
import { copyLiterals, copyMatch, type MatchFinder } from './lz77.ts';
import type { Output } from './output.ts';

const MIN_MATCH = 4;
const LENGTH_MASK = 15;

/** Appends [from, to) of `source`, which `finder` searches, as a block. */
export function compressBlock(
  source: Uint8Array,
  from: number,
  to: number,
  finder: MatchFinder,
  writer: ByteWriter,
): void {
  let pending = from;
  finder.find(from, to, (at, distance, length) => {
    const more = length - MIN_MATCH;
    writeLiterals(writer, source.subarray(pending, at), Math.min(more, LENGTH_MASK));
    writer.int8(distance);
    writer.int8(distance >> 8);
    if (more >= LENGTH_MASK) writeLength(writer, more - LENGTH_MASK);
    pending = at + length;
  });
  writeLiterals(writer, source.subarray(pending, to), 0);
}

function writeLiterals(writer: ByteWriter, literals: Uint8Array, matchBits: number): void {
  const { length } = literals;
  writer.int8((Math.min(length, LENGTH_MASK) << 4) | matchBits);
  if (length >= LENGTH_MASK) writeLength(writer, length - LENGTH_MASK);
  writer.raw(literals);
}

function writeLength(writer: ByteWriter, length: number): void {
  let rest = length;
  for (; rest >= 255; rest -= 255) writer.int8(255);
  writer.int8(rest);
}

/**
 * Appends what the block in [from, to) holds.
 * @param window where in `output` matches may begin: the start of the block, or of the frame
 * @param limit the most bytes that the block may hold
 * @throws RecordsError CORRUPT_MESSAGE if it is broken, MESSAGE_TOO_LARGE by `output`.
 */
export function decompressBlock(
  source: Uint8Array,
  from: number,
  to: number,
  output: Output,
  window: number,
  limit: number,
): void {
  const blockStart = output.length;
  let at = from;

  /** The rest of a length whose four bits are all set. */
  const readLength = (bits: number): number => {
    let length = bits;
    if (bits === LENGTH_MASK) {
      for (let byte = 255; byte === 255; length += byte) {
        if (at >= to) throw broken('it ends within a length');
        byte = source[at++]!;
      }
    }
    if (length > limit) throw broken(`it holds more than ${limit} bytes`);
    return length;
  };

  for (;;) {
    if (at >= to) throw broken('it ends without literals');
    const token = source[at++]!;
    const literals = readLength(token >>> 4);
    if (literals > to - at) throw broken('it ends within literals');
    if (literals > 0) {
      const start = output.reserve(literals);
      copyLiterals(source, at, literals, output.bytes, start);
      at += literals;
    }
    if (output.length - blockStart > limit) throw broken(`it holds more than ${limit} bytes`);
    if (at === to) return;

    if (to - at < 2) throw broken('it ends within a distance');
    const distance = source[at]! | (source[at + 1]! << 8);
    at += 2;
    const length = readLength(token & LENGTH_MASK) + MIN_MATCH;
    if (distance === 0 || distance > output.length - window) {
      throw broken(`a match begins ${distance} bytes back`);
    }
    const start = output.reserve(length);
    copyMatch(output.bytes, start, distance, length);
  }
}

function broken(what: string): RecordsError {
  return new RecordsError('CORRUPT_MESSAGE', `Broken LZ4 block: ${what}`);
}
