import type { KafkaMethods } from '../../server/contract/kafka-client/methods.ts';
import type { Interest } from '../../server/contract/kafka-client/model.ts';
import { Signal } from '../signal.ts';
import { realTimers, type Timers } from '../timers.ts';
import type { ClusterModel } from './model.ts';

/** Where changes come from: the part of the Kafka client that a feed uses. */
export interface ChangeSource {
  call(method: 'changes', argument: Interest): Promise<KafkaMethods['changes']['result']>;
}

/** A change shows within a second: this, the answer, and the 200 ms that VS Code gathers changes. */
const INTERVAL = 500;
/** At most a tenth of the time is spent asking: with very many topics the interval grows. */
const REST_PER_WORK = 9;
const LONGEST_INTERVAL = 10_000;

/** Keeps a model up to date while somebody looks, by asking a source for changes. */
export class Feed {
  /** Fires with the ids of the rows to show anew. */
  readonly touched = new Signal<ReadonlySet<string>>();
  /** Fires when `problem` has changed. */
  readonly problemChanged = new Signal<void>();
  readonly #model: ClusterModel;
  readonly #interest: () => Interest;
  readonly #timers: Timers;
  #source: ChangeSource | undefined;
  #active = false;
  #asking: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #problem: string | undefined;

  /** `interest` is asked before each request. */
  constructor(model: ClusterModel, interest: () => Interest, timers: Timers = realTimers) {
    this.#model = model;
    this.#interest = interest;
    this.#timers = timers;
  }

  /** Why the model may be out of date; undefined if it is not. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Follows another source from now on, or none. What was known is void. */
  follow(source: ChangeSource | undefined): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#asking = undefined;
    this.#model.clear();
    this.#setProblem(undefined);
    this.#schedule(0);
  }

  /** Whether somebody looks; while nobody does, nothing is asked. */
  setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    this.#schedule(0);
  }

  /** Asks now, whether somebody looks or not. Resolves when the model has the answer; never rejects. */
  async refresh(): Promise<void> {
    // The request under way may have been answered before what the caller has just done.
    await this.#asking;
    this.#asking ??= this.#ask();
    await this.#asking;
  }

  dispose(): void {
    this.#cancelTimer?.();
    this.#source = undefined;
    this.#active = false;
    this.touched.dispose();
    this.problemChanged.dispose();
  }

  #schedule(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#active || this.#source === undefined) return;
    this.#cancelTimer = this.#timers.after(delay, () => {
      this.#asking ??= this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    const start = this.#timers.now();
    try {
      const changes = await source.call('changes', this.#interest());
      if (source !== this.#source) return;
      const touched = this.#model.apply(changes);
      if (touched.size > 0) this.touched.fire(touched);
      this.#setProblem(undefined);
    } catch (error) {
      if (source !== this.#source) return;
      this.#setProblem(error instanceof Error ? error.message : String(error));
    }
    this.#asking = undefined;
    const took = this.#timers.now() - start;
    this.#schedule(Math.min(Math.max(INTERVAL, took * REST_PER_WORK), LONGEST_INTERVAL));
  }

  #setProblem(problem: string | undefined): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.problemChanged.fire();
  }
}
