/** What an application is configured by (Spark's SparkConf). Keys are Spark's; those that mean nothing here are kept. */
export class SparkConf {
  readonly #settings = new Map<string, string>();

  /** Values are kept as texts. */
  set(key: string, value: string | number | boolean): this {
    this.#settings.set(key, String(value));
    return this;
  }

  setIfMissing(key: string, value: string | number | boolean): this {
    return this.contains(key) ? this : this.set(key, value);
  }

  setAll(pairs: Iterable<readonly [key: string, value: string | number | boolean]>): this {
    for (const [key, value] of pairs) this.set(key, value);
    return this;
  }

  setMaster(master: string): this {
    return this.set('spark.master', master);
  }

  setAppName(name: string): this {
    return this.set('spark.app.name', name);
  }

  get(key: string): string | undefined;
  get(key: string, defaultValue: string): string;
  get(key: string, defaultValue?: string): string | undefined {
    return this.#settings.get(key) ?? defaultValue;
  }

  contains(key: string): boolean {
    return this.#settings.has(key);
  }

  remove(key: string): this {
    this.#settings.delete(key);
    return this;
  }

  /** In the order of the keys. */
  getAll(): [key: string, value: string][] {
    return [...this.#settings].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** A copy, which does not change with this one. */
  clone(): SparkConf {
    return new SparkConf().setAll(this.#settings);
  }

  /** `key=value`, a line each. */
  toDebugString(): string {
    return this.getAll()
      .map(([key, value]) => `${key}=${value}`)
      .join('\n');
  }
}
