/** One step of the start that is done. */
export interface Mark {
  readonly step: string;
  /** Milliseconds since the epoch, with fractions, so that threads compare. */
  readonly at: number;
}

/** Where the time of a start goes, step by step over all threads. */
export class StartTrace {
  readonly #marks: Mark[] = [];

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** Notes that `step` is done now. */
  mark(step: string): void {
    this.#marks.push({ step, at: performance.timeOrigin + performance.now() });
  }

  /** Takes over what another thread noted. */
  add(marks: readonly Mark[]): void {
    this.#marks.push(...marks);
  }

  /** `  12.3 ms coordination service listens`, counted from `origin` (milliseconds since the epoch). */
  lines(origin: number): string[] {
    return this.#marks
      .toSorted((a, b) => a.at - b.at)
      .map(({ step, at }) => `${(at - origin).toFixed(1).padStart(7)} ms ${step}`);
  }
}
