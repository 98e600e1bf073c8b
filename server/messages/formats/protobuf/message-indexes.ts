// How the bytes of a registry say which message of a schema they are: where it is declared, each number counted from 0 within
// the message that the one before stands for. Source: Confluent's MessageIndexes.

import { MalformedError } from '../limits.ts';

/** Messages within messages there are not more of. */
const MAX_INDEXES = 100;

/** @param from where they begin @throws MalformedError */
export function readMessageIndexes(
  bytes: Uint8Array,
  from: number,
): { indexes: number[]; end: number } {
  let end = from;
  /** Of variable length, zigzag, as Kafka's own. */
  const next = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[end++];
      if (byte === undefined) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new MalformedError('it does not say which message of the schema it is');
  };
  const count = next();
  if (count < 0 || count > MAX_INDEXES) {
    throw new MalformedError('it does not say which message of the schema it is');
  }
  // The first message, which most are, is a single 0.
  const indexes = count === 0 ? [0] : Array.from({ length: count }, next);
  return { indexes, end };
}

export function writeMessageIndexes(indexes: readonly number[]): Uint8Array {
  if (indexes.length === 1 && indexes[0] === 0) return Uint8Array.of(0);
  const bytes: number[] = [];
  for (const index of [indexes.length, ...indexes]) {
    let rest = index << 1;
    for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
