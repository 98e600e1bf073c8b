/** What takes long is asked less often: of all the time, at most a part in so many goes by asking. */
const PATIENCE = 4;

/** Asks something again and again: the next time a while after the answer. What goes wrong, or takes long, makes that while longer. */
export class Polling<T> {
  /** Why there is no answer at present. */
  problem: string | undefined;
  readonly #ask: () => Promise<T>;
  readonly #take: (answer: T) => void;
  readonly #changed: () => void;
  readonly #periodMs: number;
  #pauseMs: number;
  #timer: number | undefined;
  /** Counts beginnings: what was asked before one is not waited for any more. */
  #life = 0;

  /** @param changed is called after each answer, and when there is none */
  constructor(
    periodMs: number,
    ask: () => Promise<T>,
    take: (answer: T) => void,
    changed: () => void,
  ) {
    this.#periodMs = periodMs;
    this.#pauseMs = periodMs;
    this.#ask = ask;
    this.#take = take;
    this.#changed = changed;
  }

  /** Asks at once, and then as ever. */
  start(): void {
    this.stop();
    this.problem = undefined;
    void this.#run(this.#life);
  }

  stop(): void {
    this.#life++;
    window.clearTimeout(this.#timer);
  }

  async #run(life: number): Promise<void> {
    const began = performance.now();
    try {
      const answer = await this.#ask();
      if (life !== this.#life) return;
      this.problem = undefined;
      this.#pauseMs = this.#periodMs;
      this.#take(answer);
    } catch (error) {
      if (life !== this.#life) return;
      this.problem = error instanceof Error ? error.message : String(error);
      this.#pauseMs = Math.min(8 * this.#periodMs, 2 * this.#pauseMs);
    }
    this.#changed();
    const pause = Math.max(this.#pauseMs, PATIENCE * (performance.now() - began));
    this.#timer = window.setTimeout(() => void this.#run(life), pause);
  }
}
