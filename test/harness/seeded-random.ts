import type { Random } from '../../server/ports/random.ts';

/** A Random that gives the same numbers for the same seed (xorshift32). */
export function seededRandom(seed = 1): Random {
  // Spreads small seeds; the state must not be 0.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => next() >>> 24),
    below: (bound) => Math.floor((next() / 0x1_0000_0000) * bound),
  };
}
