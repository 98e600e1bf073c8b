import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../ports/random.ts';

/** The Random port on the system's generator, good enough for ids that must not be guessed. */
export function systemRandom(): Random {
  return {
    bytes: (count) => randomBytes(count),
    below: (bound) => randomInt(bound),
  };
}
