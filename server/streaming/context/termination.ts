import type { Clock } from '../../ports/clock.ts';

/** The end of a context, or the first error before it, for those who wait for it. */
export class Termination {
  #error: Error | undefined;
  #hasEnded = false;
  readonly #waiting = new Set<() => void>();

  /** Everybody who waits hears of the first error, whoever waits later of the first since then. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /**
   * Whether the end came within `timeout` seconds.
   * @throws the error that there was.
   */
  async wait(clock: Clock, timeout?: number): Promise<boolean> {
    if (this.#error === undefined && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        const timer = timeout === undefined ? undefined : clock.after(timeout * 1000, done);
        const waiting = this.#waiting;
        waiting.add(done);
        function done(): void {
          timer?.cancel();
          waiting.delete(done);
          resolve();
        }
      });
    }
    if (this.#error !== undefined) throw this.#error;
    return this.#hasEnded;
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
