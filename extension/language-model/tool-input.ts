/** What a model calls a tool with. Models make mistakes: what is wrong is said so that the next call is right. */
export class ToolInput {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: unknown) {
    const isObject = typeof values === 'object' && values !== null && !Array.isArray(values);
    this.#values = isObject ? (values as Record<string, unknown>) : {};
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null;
  }

  /** The value as it came. */
  raw(name: string): unknown {
    return this.#values[name];
  }

  /** Undefined if it is absent or empty. @throws Error if it is no text */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw new Error(`${name} must be a string.`);
    return value;
  }

  /** @throws Error if it is missing */
  required(name: string, what: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`${name} is missing: give ${what}.`);
    return value;
  }

  /** @throws Error if it is no whole number from `least` to `most` */
  whole(
    name: string,
    { least = 0, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number },
  ): number | undefined {
    if (!this.has(name)) return undefined;
    const value = Number(this.#values[name]);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const range =
      most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new Error(`${name} must be a whole number ${range}.`);
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** @throws Error if it is none of `choices` */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = choices.find((each) => each === value);
    if (value !== undefined && found === undefined) {
      throw new Error(`${name} must be one of ${choices.join(', ')}.`);
    }
    return found;
  }
}
