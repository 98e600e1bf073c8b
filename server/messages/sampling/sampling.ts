// One sample of a topic, from its start to its end.

import type { SamplingOptions, SamplingStatus } from '../../contract/messages/sampling.ts';
import type { Clock } from '../../ports/clock.ts';
import { timestampOf } from '../../protocol/records/record-batch.ts';
import { AtMost } from '../at-most.ts';
import { type Fetched, Fetching } from '../reading/fetching.ts';
import { openBatch } from '../reading/open-batch.ts';
import type { TopicSource } from '../reading/topic-source.ts';
import { Slices } from '../slices.ts';
import { PartitionPlan } from './partition-plan.ts';
import { Sample } from './sample.ts';

/** Between statuses, in milliseconds: each has all the statistics. */
const STATUS_MS = 250;

export interface SamplingSetup {
  readonly options: SamplingOptions;
  /** Of committed records. Is closed at the end. */
  readonly source: TopicSource;
  readonly clock: Clock;
  readonly onStatus: (status: SamplingStatus) => void;
}

/** What is being read of a partition. */
interface PartitionSampling {
  readonly plan: PartitionPlan;
  /** Records of the sample before this slice. */
  before: number;
  wanted: number;
  /** Whether records were left out. */
  isCut: boolean;
}

/** Reads slice after slice, one of each partition at a time, and counts. */
export class Sampling {
  readonly #setup: SamplingSetup;
  readonly #fetching: Fetching;
  readonly #slices: Slices;
  readonly #told: AtMost;
  readonly #sample = new Sample(() => this.#partitions.size);
  readonly #partitions = new Map<number, PartitionSampling>();
  #state: SamplingStatus['state'] = 'sampling';
  #problem: string | undefined;

  constructor(setup: SamplingSetup) {
    const { source, clock, options, onStatus } = setup;
    const { topic, partitions } = options;
    this.#setup = setup;
    this.#slices = new Slices(clock);
    this.#told = new AtMost(clock, STATUS_MS, () => onStatus(this.status));
    this.#fetching = new Fetching({
      ...{ source, clock, topic, ...(partitions && { partitions }) },
      readCommitted: true,
      // To learn where partitions begin and end; what is to be read of them is planned then.
      positions: { start: { kind: 'latest' }, stop: { atEnd: true } },
      isBounded: () => true,
      take: (fetched) => this.#take(fetched),
      onChange: () => this.#told.changed(),
      onDone: () => this.#goOn(),
      onFailed: (problem) => this.#finish('failed', problem),
    });
  }

  start(): void {
    this.#told.now();
    this.#fetching.start();
  }

  /** Reads no more; what was counted is told. */
  stop(): void {
    this.#finish('stopped');
  }

  /** Lets go of everything, and tells nothing any more. */
  close(): void {
    this.#state = 'stopped';
    this.#told.cancel();
    this.#fetching.close();
  }

  get status(): SamplingStatus {
    const plans = [...this.#partitions.values()].map(({ plan }) => plan);
    const population = plans.reduce((sum, plan) => sum + plan.population, 0);
    const sample = this.#sample.statistics(population, this.#isWhole);
    const problem = this.#problem ?? this.#fetching.problem ?? this.#ofPartitions;
    return {
      state: this.#state,
      progress: this.#progress,
      sample,
      ...(problem !== undefined && { problem }),
    };
  }

  /** Whether nothing that was there has been left out. */
  get #isWhole(): boolean {
    if (this.#state !== 'done') return false;
    if (this.#fetching.states.some(({ problem }) => problem !== undefined)) return false;
    const { perPartition } = this.#setup.options;
    return [...this.#partitions.values()].every(
      ({ plan, isCut }) => !isCut && plan.population <= perPartition,
    );
  }

  get #progress(): number {
    if (this.#state === 'done') return 1;
    let wanted = 0;
    let sampled = 0;
    for (const [partition, { plan }] of this.#partitions) {
      const most = Math.min(this.#setup.options.perPartition, plan.population);
      wanted += most;
      sampled += Math.min(most, this.#sample.recordsOf(partition));
    }
    return wanted === 0 ? 0 : sampled / wanted;
  }

  get #ofPartitions(): string | undefined {
    return this.#fetching.states.find(({ problem }) => problem !== undefined)?.problem;
  }

  /** Where the slices before have been read: the next one of each partition, or the end. */
  #goOn(): void {
    if (this.#state !== 'sampling') return;
    const { which, perPartition } = this.#setup.options;
    const ranges = this.#fetching.states.flatMap(({ partition, earliest, endAtStart, end }) => {
      // Its leader has not said where it begins.
      if (end < 0) return [];
      let known = this.#partitions.get(partition);
      if (known === undefined) {
        const plan = new PartitionPlan(which, perPartition, earliest, endAtStart);
        known = { plan, before: 0, wanted: 0, isCut: false };
        this.#partitions.set(partition, known);
      }
      known.before = this.#sample.recordsOf(partition);
      const slice = known.plan.next(known.before);
      if (slice === undefined) return [];
      known.wanted = slice.wanted;
      return [{ partition, from: slice.from, until: slice.until }];
    });
    if (ranges.length === 0) this.#finish('done');
    else this.#fetching.readAgain(ranges);
  }

  /** Resolves to whether more of the slice is wanted. */
  async #take({ state, bytes, batches }: Fetched): Promise<boolean> {
    const { partition, until } = state;
    const of = this.#partitions.get(partition);
    // Nothing has been planned of a partition that was not there when the sample began.
    if (of === undefined) return false;
    const from = state.handled;
    for (const batch of batches) {
      if (this.#slices.isOver) await this.#slices.next();
      if (this.#state !== 'sampling') return false;
      if (!batch.isVisible) continue;
      try {
        const [header, cursor] = openBatch(bytes, batch);
        this.#sample.batch(header, cursor, batch.size);
        for (let left = header.recordCount; left > 0; left--) {
          cursor.next();
          const offset = header.baseOffset + cursor.offsetDelta;
          if (offset < from) continue;
          if (offset >= until) return false;
          if (this.#sample.recordsOf(partition) - of.before >= of.wanted) {
            of.isCut = true;
            return false;
          }
          this.#sample.record(partition, offset, timestampOf(cursor, header), cursor);
        }
      } catch (error) {
        state.problem = `A batch of partition ${partition} that ends at offset ${batch.lastOffset} is left out: ${(error as Error).message}`;
      }
    }
    return true;
  }

  #finish(state: 'done' | 'stopped' | 'failed', problem?: string): void {
    if (this.#state !== 'sampling') return;
    const nothing = this.#sample.records === 0 ? this.#ofPartitions : undefined;
    // Nothing came of any partition.
    this.#state = state === 'done' && nothing !== undefined ? 'failed' : state;
    this.#problem = problem ?? nothing;
    this.#fetching.close();
    this.#told.now();
  }
}
