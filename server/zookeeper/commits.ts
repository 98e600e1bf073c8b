import { callEach } from './call-each.ts';

/** What a write must cover: znodes and sessions that are no longer as they were stored. */
export interface Unsaved {
  readonly paths: ReadonlySet<string>;
  readonly sessions: ReadonlySet<bigint>;
}

/**
 * Group commit. Changes that arrive while a write is under way go into the next one together, and nobody
 * learns of a change before it is durable: whatever is to be told waits in line behind the write that
 * covers all that was changed before it.
 */
export class Commits {
  readonly #save: (unsaved: Unsaved) => Promise<void>;
  readonly #onFailure: (error: unknown) => Promise<boolean>;
  #paths = new Set<string>();
  #sessions = new Set<bigint>();
  /** To be told after the write under way, and after the one to come. */
  #afterWrite: Array<(durable: boolean) => void> = [];
  #afterNext: Array<(durable: boolean) => void> = [];
  #writing = false;
  #failed = false;
  #idle: Promise<void> = Promise.resolve();

  /**
   * `save` writes, atomically, the znodes and sessions named as they are when it is called (before it first
   * waits). If it fails, `onFailure` says whether to try again; if not, nothing is durable from then on.
   */
  constructor(
    save: (unsaved: Unsaved) => Promise<void>,
    onFailure: (error: unknown) => Promise<boolean>,
  ) {
    this.#save = save;
    this.#onFailure = onFailure;
  }

  changedZnodes(paths: Iterable<string>): void {
    for (const path of paths) this.#paths.add(path);
    this.#start();
  }

  changedSession(id: bigint): void {
    this.#sessions.add(id);
    this.#start();
  }

  /**
   * Calls `tell` when everything changed so far is durable, with true, or cannot become so, with false; at
   * once where nothing is to be waited for. Calls come in the order of calls to this.
   */
  whenDurable(tell: (durable: boolean) => void): void {
    if (this.#failed) tell(false);
    else if (this.#dirty) this.#afterNext.push(tell);
    else if (this.#writing) this.#afterWrite.push(tell);
    else tell(true);
  }

  /** Resolves when nothing remains to be written. */
  idle(): Promise<void> {
    return this.#idle;
  }

  get #dirty(): boolean {
    return this.#paths.size > 0 || this.#sessions.size > 0;
  }

  #start(): void {
    if (this.#writing || this.#failed) return;
    this.#writing = true;
    this.#idle = this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    // What else is changed in this turn goes into the same write.
    await Promise.resolve();
    while (this.#dirty && !this.#failed) {
      const unsaved = { paths: this.#paths, sessions: this.#sessions };
      this.#paths = new Set();
      this.#sessions = new Set();
      this.#afterWrite = this.#afterNext;
      this.#afterNext = [];
      try {
        await this.#save(unsaved);
      } catch (error) {
        if (await this.#onFailure(error)) {
          this.#putBack(unsaved);
          continue;
        }
        this.#failed = true;
      }
      this.#tell();
    }
    this.#writing = false;
  }

  /** The next attempt is to cover what has come meanwhile too: one without the other is no state that ever was. */
  #putBack({ paths, sessions }: Unsaved): void {
    for (const path of paths) this.#paths.add(path);
    for (const id of sessions) this.#sessions.add(id);
    this.#afterNext = [...this.#afterWrite, ...this.#afterNext];
    this.#afterWrite = [];
  }

  #tell(): void {
    const durable = !this.#failed;
    // Whoever is told may ask for more, which then joins this line or the next; iterating arrays sees that.
    callEach(this.#afterWrite, durable);
    this.#afterWrite = [];
    if (durable) return;
    callEach(this.#afterNext, false);
    this.#afterNext = [];
  }
}
