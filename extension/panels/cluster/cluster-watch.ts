import type { ClusterOverview } from '../../../server/contract/kafka-client/cluster.ts';
import type { KafkaMethods } from '../../../server/contract/kafka-client/methods.ts';
import { realTimers, type Timers } from '../../timers.ts';

/** The part of the Kafka client that is needed. */
export interface OverviewSource {
  call(
    method: 'clusterOverview',
    argument: KafkaMethods['clusterOverview']['argument'],
  ): Promise<ClusterOverview>;
}

export interface ClusterWatchOptions {
  readonly onLook: (overview: ClusterOverview) => void;
  /** Is told why nothing is known, at each look that fails. */
  readonly onProblem: (problem: string) => void;
  readonly timers?: Timers;
}

const INTERVAL = 1_000;
/** At most a tenth of the time is spent looking: the interval grows with the cluster. */
const REST_PER_WORK = 9;
const LONGEST_INTERVAL = 30_000;

/** Looks at a cluster again and again while somebody sees it, never twice at once. */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions;
  readonly #timers: Timers;
  #source: OverviewSource | undefined;
  #active = false;
  /** Whether the last look is no good to compare with: it failed, or was long ago. */
  #anew = true;
  #looking: Promise<void> | undefined;
  /** Somebody wants to know how it is since the look under way began. */
  #again = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ClusterWatchOptions) {
    this.#options = options;
    this.#timers = options.timers ?? realTimers;
  }

  /** Looks at another cluster from now on, or at none. */
  follow(source: OverviewSource | undefined): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#looking = undefined;
    this.#anew = true;
    this.#schedule(0);
  }

  /** Whether somebody sees it; while nobody does, nothing is asked. */
  setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    if (active) this.#anew = true;
    this.#schedule(0);
  }

  /** Looks at once, or as soon as the look under way has ended: something has just changed. */
  refresh(): void {
    if (this.#looking === undefined) this.#schedule(0);
    else this.#again = true;
  }

  dispose(): void {
    this.#active = false;
    this.#source = undefined;
    this.#cancelTimer?.();
  }

  #schedule(delay: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#active || this.#source === undefined) return;
    this.#cancelTimer = this.#timers.after(delay, () => {
      this.#looking ??= this.#look();
    });
  }

  async #look(): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    const start = this.#timers.now();
    const anew = this.#anew;
    this.#anew = false;
    this.#again = false;
    try {
      const overview = await source.call('clusterOverview', { anew });
      if (source !== this.#source) return;
      if (this.#active) this.#options.onLook(overview);
    } catch (error) {
      if (source !== this.#source) return;
      this.#anew = true;
      if (this.#active) {
        this.#options.onProblem(error instanceof Error ? error.message : String(error));
      }
    }
    this.#looking = undefined;
    const took = this.#timers.now() - start;
    const rest = Math.min(Math.max(INTERVAL, took * REST_PER_WORK), LONGEST_INTERVAL);
    this.#schedule(this.#again ? 0 : rest);
  }
}
