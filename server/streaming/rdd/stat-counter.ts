/** Count, mean and spread of numbers, gathered one by one and merged without loss of precision (Spark's StatCounter). */
export class StatCounter {
  n = 0;
  mu = 0;
  m2 = 0;
  maxValue = Number.NEGATIVE_INFINITY;
  minValue = Number.POSITIVE_INFINITY;

  constructor(values: Iterable<number> = []) {
    for (const value of values) this.merge(value);
  }

  /** Adds a number, or what another one has gathered. */
  merge(value: number | StatCounter): this {
    if (typeof value !== 'number') return this.#mergeStats(value);
    const delta = value - this.mu;
    this.n++;
    this.mu += delta / this.n;
    this.m2 += delta * (value - this.mu);
    this.maxValue = Math.max(this.maxValue, value);
    this.minValue = Math.min(this.minValue, value);
    return this;
  }

  #mergeStats(other: StatCounter): this {
    if (other === this) return this.merge(other.copy());
    if (other.n === 0) return this;
    const delta = other.mu - this.mu;
    const n = this.n + other.n;
    this.mu = this.n === 0 ? other.mu : this.mu + (delta * other.n) / n;
    this.m2 += other.m2 + (delta * delta * this.n * other.n) / n;
    this.n = n;
    this.maxValue = Math.max(this.maxValue, other.maxValue);
    this.minValue = Math.min(this.minValue, other.minValue);
    return this;
  }

  copy(): StatCounter {
    return Object.assign(new StatCounter(), this);
  }

  count(): number {
    return this.n;
  }

  /** 0 without any. */
  mean(): number {
    return this.mu;
  }

  sum(): number {
    return this.n * this.mu;
  }

  /** Infinity below zero without any. */
  max(): number {
    return this.maxValue;
  }

  /** Infinity without any. */
  min(): number {
    return this.minValue;
  }

  /** Of the whole population; NaN without any. */
  variance(): number {
    return this.n === 0 ? Number.NaN : this.m2 / this.n;
  }

  /** Estimated from a sample; NaN without two. */
  sampleVariance(): number {
    return this.n <= 1 ? Number.NaN : this.m2 / (this.n - 1);
  }

  stdev(): number {
    return Math.sqrt(this.variance());
  }

  sampleStdev(): number {
    return Math.sqrt(this.sampleVariance());
  }

  toString(): string {
    return `(count: ${this.n}, mean: ${this.mean()}, stdev: ${this.stdev()}, max: ${this.maxValue}, min: ${this.minValue})`;
  }
}
