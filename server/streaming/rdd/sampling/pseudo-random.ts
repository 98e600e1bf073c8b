/** Numbers that look like chance and are the same for the same seed, so that a partition can be computed again. */
export class PseudoRandom {
  #a: number;
  #b: number;

  /** @param seed a whole number. @param stream tells generators of the same seed apart, such as those of partitions. */
  constructor(seed: number, stream = 0) {
    this.#a = scrambled(seed ^ Math.trunc(seed / 0x1_0000_0000)) || 1;
    this.#b = scrambled(Math.imul(stream, 0x9e3779b9) ^ 0x7f4a7c15) || 1;
    for (let i = 0; i < 8; i++) this.nextInt();
  }

  /** A whole number of 32 bits without a sign (Marsaglia's xorshift with two words). */
  nextInt(): number {
    let t = this.#a;
    const s = this.#b;
    this.#a = s;
    t ^= t << 10;
    t ^= t >>> 13;
    t ^= s ^ (s >>> 10);
    this.#b = t;
    return (t + s) >>> 0;
  }

  /** In [0, 1). */
  nextDouble(): number {
    return (this.nextInt() * 0x20_0000 + (this.nextInt() >>> 11)) / 2 ** 53;
  }

  /** A whole number in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.nextDouble() * bound);
  }

  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number {
    let count = 0;
    // A long wait in pieces, since e^-mean has no number any more where the mean is large.
    for (let left = mean; left > 0; left -= 500) {
      const limit = Math.exp(-Math.min(left, 500));
      for (let product = this.nextDouble(); product > limit; product *= this.nextDouble()) count++;
    }
    return count;
  }
}

/** Spreads small seeds (the finalizer of MurmurHash3). */
function scrambled(seed: number): number {
  let hash = seed | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
