interface Step {
  readonly name: string;
  readonly value: number;
}

/**
 * What clients of one counter were told. It must look as if it had been counted up one by one: no step that was
 * acknowledged is taken by another client, too, and no one reads less than was acknowledged before it asked.
 */
export class CounterHistory {
  readonly #report: (violation: string) => void;
  /** Who took the step to each value, where that was acknowledged. */
  readonly #steps = new Map<number, string>();
  /** The largest value that somebody knows to be there. */
  #known = 0;

  constructor(report: (violation: string) => void) {
    this.#report = report;
  }

  /** What a read that begins now must find at least. */
  begin(): number {
    return this.#known;
  }

  read(name: string, value: number, version: number, atLeast: number): void {
    if (value < atLeast) {
      this.#report(`${name} reads ${value} from the counter, which had been at ${atLeast} before`);
    }
    if (value !== version) {
      this.#report(`the counter has been set ${version} times and is at ${value}`);
    }
    this.#known = Math.max(this.#known, value);
  }

  wrote({ name, value }: Step): void {
    const other = this.#steps.get(value);
    if (other !== undefined) {
      this.#report(`both ${other} and ${name} have counted up to ${value}`);
    }
    this.#steps.set(value, name);
    this.#known = Math.max(this.#known, value);
  }
}
