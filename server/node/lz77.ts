/** What the LZ4 and Snappy formats share: finding repetitions, and copying them back. */

const HASH_BITS = 14;
/** The farthest that a two-byte distance reaches. */
const MAX_DISTANCE = 0xffff;
/** LZ4's limits (Snappy has none): the last match starts 12 bytes before the end, or earlier … */
const MATCH_LIMIT = 12;
/** … and the last 5 bytes are literals. */
const LAST_LITERALS = 5;

/** Below this, a loop over bytes beats a call into the runtime. */
const SHORT_COPY = 24;

/** Takes `length` bytes at `at`, which repeat those `distance` bytes before. */
export type OnMatch = (at: number, distance: number, length: number) => void;

/** Finds repetitions of four bytes and more, in the greedy manner of LZ4's fast compressor. */
export class MatchFinder {
  readonly #source: Uint8Array;
  /** Position + 1 by hash of the four bytes there. */
  readonly #seen = new Int32Array(1 << HASH_BITS);

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  /** Calls `onMatch` for the matches within [from, to), in order and not overlapping. */
  find(from: number, to: number, onMatch: OnMatch): void {
    const source = this.#source;
    const seen = this.#seen;
    let misses = 0;
    for (let at = from; at < to - MATCH_LIMIT; ) {
      const word = wordAt(source, at);
      const hash = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
      const candidate = seen[hash]! - 1;
      seen[hash] = at + 1;
      const distance = at - candidate;
      // Candidates before `from` are of an earlier block.
      if (candidate < from || distance > MAX_DISTANCE || wordAt(source, candidate) !== word) {
        // The longer nothing repeats, the larger the steps: data may be incompressible.
        at += 1 + (misses++ >> 6);
        continue;
      }
      let end = at + 4;
      const limit = to - LAST_LITERALS;
      while (end < limit && source[end] === source[end - distance]) end++;
      onMatch(at, distance, end - at);
      at = end;
      misses = 0;
    }
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Copies [from, from + length) of `source`, which must hold it, to `at`. */
export function copyLiterals(
  source: Uint8Array,
  from: number,
  length: number,
  target: Uint8Array,
  at: number,
): void {
  if (length > SHORT_COPY) {
    target.set(source.subarray(from, from + length), at);
    return;
  }
  for (let index = 0; index < length; index++) target[at + index] = source[from + index]!;
}

/** Repeats at `at` the bytes `distance` before; where it is shorter than `length`, they repeat on. */
export function copyMatch(target: Uint8Array, at: number, distance: number, length: number): void {
  const end = at + length;
  if (length <= SHORT_COPY) {
    for (let to = at; to < end; to++) target[to] = target[to - distance]!;
    return;
  }
  // Each round copies all that is there of the repetition, so that the rounds double.
  const from = at - distance;
  for (let to = at; to < end; ) {
    const count = Math.min(to - from, end - to);
    target.copyWithin(to, from, from + count);
    to += count;
  }
}
