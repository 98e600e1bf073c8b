import type { CellError, JobStatus } from '../../contract/kernel.ts';
import type { StreamingProgressSnapshot } from '../../contract/streaming-progress.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { StreamingContext } from '../../streaming/context/streaming-context.ts';
import type { StreamingProgress } from '../../streaming/listeners/streaming-progress.ts';
import { cellErrorOf } from '../errors/cell-error.ts';
import type { CellSources } from '../errors/cell-sources.ts';
import type { Background, Execution } from '../execution.ts';

/** How often its progress is shown, in milliseconds. */
const PROGRESS_PERIOD_MS = 500;
/** What the first batch shows comes before the progress, if it comes within this time, in milliseconds. */
const LONGEST_FIRST_BATCH_MS = 15_000;
/** Batches of each kind that progress lists; its timeline has all. */
const LISTED_BATCHES = 25;
/** Batches that rates are of. */
const RATE_BATCHES = 5;

export interface JobOptions {
  readonly id: string;
  readonly execution: Execution;
  readonly context: StreamingContext;
  readonly progress: StreamingProgress;
  readonly clock: Clock;
  readonly sources: CellSources;
  readonly onStatus: () => void;
}

/** A StreamingContext that a cell has started. */
export class Job implements Background {
  readonly ended: Promise<CellError | undefined>;
  readonly context: StreamingContext;
  readonly execution: Execution;
  readonly #options: JobOptions;
  readonly #startTime: number;
  #end: (error: CellError | undefined) => void = () => undefined;
  #state: JobStatus['state'] = 'starting';
  #error: CellError | undefined;
  #timer: Timer | undefined;
  #shown: StreamingProgressSnapshot;

  constructor(options: JobOptions) {
    this.#options = options;
    this.context = options.context;
    this.execution = options.execution;
    this.#startTime = options.clock.now();
    this.#shown = options.progress.snapshot({ batches: 0 });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    options.context.addStreamingListener({
      onOutputOperationCompleted: ({ name, error }) => {
        if (error !== undefined) this.#failed(error, name);
      },
      onGenerationFailed: ({ error }) => this.#failed(error, 'a batch'),
    });
    this.#showLater();
  }

  get hasEnded(): boolean {
    return this.#state === 'stopped' || this.#state === 'failed';
  }

  get status(): JobStatus {
    const { id, execution } = this.#options;
    const { timeline, header } = this.#shown;
    const rates = timeline.inputRate.slice(-RATE_BATCHES);
    return {
      ...{ id, cell: execution.cell, state: this.#state, startTime: this.#startTime },
      name: this.context.sparkContext.appName,
      inputRate: rates.length === 0 ? 0 : rates.reduce((a, b) => a + b) / rates.length,
      totalDelay: timeline.totalDelay.at(-1) ?? null,
      completedBatches: header.completedBatches,
      failedBatches: header.failedBatches,
    };
  }

  /** The context's start is done. */
  started(): void {
    if (this.#state === 'starting') this.#change('running');
  }

  stop(): void {
    this.#stop(true);
  }

  kill(): void {
    this.#stop(false);
  }

  /** The context has been stopped, by whomever. */
  stopped(failure?: unknown): void {
    if (this.hasEnded) return;
    if (failure !== undefined) this.#error = cellErrorOf(failure, this.#options.sources);
    this.#timer?.cancel();
    this.#change(this.#error === undefined ? 'stopped' : 'failed');
    this.#show();
    this.#end(this.#error);
  }

  #stop(isGraceful: boolean): void {
    if (this.hasEnded) return;
    this.#change('stopping');
    // Its SparkContext may be the notebook's.
    this.context.stop(false, isGraceful).catch((error: unknown) => this.stopped(error));
  }

  #failed(thrown: Error, name: string): void {
    const { id, sources, execution } = this.#options;
    const error = cellErrorOf(thrown, sources);
    this.#error = { ...error, message: `${error.message} (in ${name})` };
    execution.show({ kind: 'error', id, error: this.#error });
  }

  #change(state: JobStatus['state']): void {
    this.#state = state;
    this.#options.onStatus();
  }

  #showLater(): void {
    this.#timer = this.#options.clock.after(PROGRESS_PERIOD_MS, () => {
      this.#show();
      this.#options.onStatus();
      this.#showLater();
    });
  }

  #show(): void {
    const { id, progress, execution } = this.#options;
    this.#shown = progress.snapshot({ batches: LISTED_BATCHES });
    if (!this.#isBeforeFirstBatch) execution.show({ kind: 'progress', id, snapshot: this.#shown });
  }

  /** Outputs stay in the order in which they came, and what the program shows is what one looks for first. */
  get #isBeforeFirstBatch(): boolean {
    const { completedBatches, failedBatches, batchDuration } = this.#shown.header;
    if (this.hasEnded || this.#state === 'stopping' || completedBatches + failedBatches > 0)
      return false;
    const patience = Math.min(2 * batchDuration + PROGRESS_PERIOD_MS, LONGEST_FIRST_BATCH_MS);
    return this.#options.clock.now() - this.#startTime < patience;
  }
}
