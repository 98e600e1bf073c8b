import type { Random } from '../../../server/ports/random.ts';

/**
 * Chance from a seed (sfc32). Parts of a simulation that draw from forks of one generator do not
 * disturb each other: what one draws does not change what another gets.
 */
export class SimulatedRandom implements Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#a = Math.imul(seed, 0x9e3779b1) | 0;
    this.#b = Math.imul(seed ^ 0x85ebca6b, 0xc2b2ae35) | 0;
    this.#c = seed | 0;
    // The first numbers of neighbouring seeds resemble each other.
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** A generator of its own for `part`: the same for the same seed and name. */
  fork(part: string): SimulatedRandom {
    let hash = this.#seed ^ 0x811c9dc5;
    for (let i = 0; i < part.length; i++) {
      hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
    }
    return new SimulatedRandom(hash);
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#next() >>> 24);
  }

  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** In [0, 1). */
  fraction(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws RangeError without anything to choose from. */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to choose from');
    return from[this.below(from.length)] as T;
  }

  /** All of `items`, in any order. */
  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    const shuffled: T[] = [];
    while (left.length > 0) shuffled.push(...left.splice(this.below(left.length), 1));
    return shuffled;
  }

  /** A waiting time whose mean is `mean`: mostly short, now and then long, as on networks and disks. */
  delay(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}
