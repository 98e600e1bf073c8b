/**
 * Where a broker's logs are in its store. Every key is a kind, the number of a log and an offset,
 * big-endian, so that what belongs together lies together and in order:
 *
 *     kind  offset            value
 *     1     garbage from      JSON: what is still to be cleared (`reclaimer.ts`)
 *     2     –                 JSON: which partition the log is of (`log-registry.ts`)
 *     3     –                 JSON: the checkpoint of its state (`checkpoint.ts`)
 *     4     base of a segment JSON: a closed segment (`checkpoint.ts`)
 *     5     base of a segment JSON: the producers as the segment began (`checkpoint.ts`)
 *     6     of a batch        int64: the latest timestamp in the segment before it (`time-index.ts`)
 *     7     –                 int64: how far it is replicated (`high-watermarks.ts`)
 *     16    of a batch        the record batch, byte for byte
 *
 * The first four kinds and the high watermarks are read whole when the broker starts. Kinds below 16 are free for more.
 */
import type { KeyRange } from './store.ts';

export const Kind = {
  garbage: 1,
  log: 2,
  state: 3,
  segment: 4,
  producers: 5,
  time: 6,
  highWatermark: 7,
  batch: 16,
} as const;

export type Kind = (typeof Kind)[keyof typeof Kind];

/** An offset beyond all others. */
export const END_OF_LOG = Number.MAX_SAFE_INTEGER;

const KEY_BYTES = 13;

/** The key of what log `id` has of `kind` at `offset`. */
export function keyOf(kind: Kind, id: number, offset = 0): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  key[0] = kind;
  writeUint32(key, 1, id);
  writeUint32(key, 5, Math.floor(offset / 2 ** 32));
  writeUint32(key, 9, offset);
  return key;
}

/** The keys of what log `id` has of `kind` at offsets in [from, to). */
export function offsetsOf(kind: Kind, id: number, from: number, to: number): KeyRange {
  return { gte: keyOf(kind, id, from), lt: keyOf(kind, id, to) };
}

/** The keys of all logs and all kinds from `first` to `last`. */
export function kinds(first: Kind, last: Kind): KeyRange {
  return { gte: new Uint8Array([first]), lt: new Uint8Array([last + 1]) };
}

export function kindIn(key: Uint8Array): number {
  return key[0]!;
}

/** The number of the log that `key` belongs to. */
export function idIn(key: Uint8Array): number {
  return readUint32(key, 1);
}

export function offsetIn(key: Uint8Array): number {
  return readUint32(key, 5) * 2 ** 32 + readUint32(key, 9);
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}
