import type { Cancellation } from '../rdd/computation.ts';

/** A job that was cancelled while it ran. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';
}

/** The side that cancels. */
export class CancellationSource implements Cancellation {
  #reason: string | undefined;
  readonly #listeners = new Set<() => void>();

  get isCancelled(): boolean {
    return this.#reason !== undefined;
  }

  throwIfCancelled(): void {
    if (this.#reason !== undefined) throw new JobCancelled(this.#reason);
  }

  onCancelled(run: () => void): () => void {
    if (this.isCancelled) {
      run();
      return () => undefined;
    }
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  /** Does nothing the second time. */
  cancel(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const run of this.#listeners) run();
    this.#listeners.clear();
  }
}
