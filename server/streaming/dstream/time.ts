/** The time of a batch (Spark's Time). */
export class Time {
  /** Since the epoch. */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /** As Spark's `pprint` and logs have it in Scala. */
  toString(): string {
    return `${this.milliseconds} ms`;
  }

  valueOf(): number {
    return this.milliseconds;
  }
}

/**
 * A duration given in seconds, as PySpark takes them, in whole milliseconds.
 * @param what names it in the error.
 * @throws RangeError unless it is at least a millisecond.
 */
export function milliseconds(seconds: number, what: string): number {
  const ms = Math.round(seconds * 1000);
  if (!Number.isSafeInteger(ms) || ms < 1)
    throw new RangeError(`${what} is ${seconds} seconds: give at least 0.001.`);
  return ms;
}
