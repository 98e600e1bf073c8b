/** In milliseconds. */
const PERIOD = 3 * 60_000;
const MOST = 4;

/** Whether to start again what has ended unexpectedly: not if it has done so again and again lately. */
export class Restarts {
  #ends: number[] = [];

  /** To be asked once each time. @param time milliseconds, of any clock. */
  mayRestart(time: number): boolean {
    this.#ends = [...this.#ends.filter((end) => end > time - PERIOD), time];
    return this.#ends.length <= MOST;
  }
}
