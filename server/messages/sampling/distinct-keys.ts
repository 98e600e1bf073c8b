// How many different keys there are, in a sample and, by estimate, where it was taken.

import type { KeyCardinality } from '../../contract/messages/sampling.ts';
import { murmur2 } from '../../node/kafka/producer/partitioner.ts';
import { xxhash32 } from '../../node/xxhash32.ts';
import { estimateDistinct } from './distinct-estimate.ts';

/** Keys that are remembered, each with how often it came. */
const MOST = 65_536;

/** Of 53 bits of two hashes: that two keys are taken for one is as good as never. */
export function hashOf(key: Uint8Array): number {
  return (murmur2(key) >>> 11) * 2 ** 32 + xxhash32(key);
}

/**
 * Remembers keys by their hashes. When there are too many, only those whose hash ends in one more zero bit go on (adaptive sampling,
 * Wegman): a fair part of the keys, each with all of its records, so that what is counted of them holds of all.
 */
export class DistinctKeys {
  readonly #most: number;
  readonly #counts = new Map<number, number>();
  /** What hashes must be a multiple of: a power of two. Each key that is remembered stands for so many. */
  #scale = 1;
  #records = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** @param hash of a key, by `hashOf` */
  add(hash: number): void {
    this.#records++;
    if (hash % this.#scale !== 0) return;
    this.#counts.set(hash, (this.#counts.get(hash) ?? 0) + 1);
    while (this.#counts.size > this.#most) this.#thin();
  }

  /** Different keys among those that were added. */
  get count(): number {
    return this.#counts.size * this.#scale;
  }

  /** Whether `count` is one, and no estimate. */
  get isExact(): boolean {
    return this.#scale === 1;
  }

  /** @param population records with a key where the sample was taken, at least as many as were added */
  cardinality(population: number): KeyCardinality {
    let once = 0;
    let twice = 0;
    for (const count of this.#counts.values()) {
      if (count === 1) once++;
      else if (count === 2) twice++;
    }
    const estimate = estimateDistinct({
      records: this.#records,
      population,
      distinct: this.#counts.size,
      once,
      twice,
      scale: this.#scale,
    });
    return { sampled: this.count, isExact: this.isExact, ...estimate };
  }

  #thin(): void {
    this.#scale *= 2;
    for (const hash of this.#counts.keys()) if (hash % this.#scale !== 0) this.#counts.delete(hash);
  }
}
