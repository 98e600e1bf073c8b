import type {
  ProgressHeader,
  ProgressTimeline,
  ReceiverProgress,
  StreamingProgressSnapshot,
  StreamProgress,
} from '../../contract/streaming-progress.ts';
import { counted } from '../../ports/logger.ts';
import type {
  BatchInfo,
  OutputOperationInfo,
  ReceiverInfo,
  StreamingListener,
} from '../batches/streaming-listener.ts';
import { numberSetting } from '../context/settings.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { SparkListener, StageCompleted } from '../scheduler/spark-listener.ts';
import { distributionOf } from './distribution.ts';
import type { MapStack } from './failures.ts';
import { FollowedBatch } from './followed-batch.ts';
import { Recent } from './recent.ts';
import { verboseDuration } from './verbose-duration.ts';

export interface StreamingProgressOptions {
  /** Milliseconds. */
  readonly batchDuration: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How local time shows a moment. */
  readonly localTime: (ms: number) => string;
  /** Finds the user's code in stacks; they stay as they are without it. */
  readonly mapStack?: MapStack | undefined;
  /** How many completed batches are kept; 1000 as in Spark without it. */
  readonly retainedBatches?: number;
}

export interface SnapshotOptions {
  /** How many batches of each kind are listed; all that are kept without it. */
  readonly batches?: number;
  /** The timeline begins after the batch of this time, which whoever asks has already. */
  readonly since?: number;
}

/**
 * Keeps how a streaming program gets on, for a dashboard (Spark's StreamingJobProgressListener and what its web UI
 * makes of it). An event costs little; most of the work is in `snapshot`.
 */
export class StreamingProgress implements StreamingListener, SparkListener {
  readonly #options: StreamingProgressOptions;
  readonly #mapStack: MapStack;
  /** Submitted and not completed, in that order. */
  readonly #open = new Map<number, FollowedBatch>();
  readonly #completed: Recent<FollowedBatch>;
  /** By stream: the records since the start. */
  readonly #records = new Map<number, { readonly name: string; records: number }>();
  readonly #receivers = new Map<number, ReceiverProgress>();
  #startTime: number | null = null;
  #completedBatches = 0;
  #failedBatches = 0;

  constructor(options: StreamingProgressOptions) {
    this.#options = options;
    this.#mapStack = options.mapStack ?? ((stack) => ({ stack, position: null }));
    this.#completed = new Recent(options.retainedBatches ?? 1000);
  }

  /** Follows a context from now on; `spark.streaming.ui.retainedBatches` says how many batches are kept. */
  static of(context: StreamingContext, mapStack?: MapStack): StreamingProgress {
    const { conf, environment } = context.sparkContext;
    const progress = new StreamingProgress({
      batchDuration: context.graph.batchDuration,
      now: () => environment.clock.now(),
      localTime: environment.localTime,
      mapStack,
      retainedBatches: numberSetting(conf, 'spark.streaming.ui.retainedBatches', 1000),
    });
    context.addStreamingListener(progress);
    context.sparkContext.addSparkListener(progress);
    return progress;
  }

  onStreamingStarted({ time }: { readonly time: number }): void {
    this.#startTime = time;
  }

  onReceiverStarted(info: ReceiverInfo): void {
    this.#receiverChanged(info, false);
  }

  onReceiverError(info: ReceiverInfo): void {
    this.#receiverChanged(info, true);
  }

  onReceiverStopped(info: ReceiverInfo): void {
    this.#receiverChanged(info, info.lastError !== undefined);
  }

  onBatchSubmitted(info: BatchInfo): void {
    this.#open.set(info.batchTime, new FollowedBatch(info));
    for (const { streamId, name, numRecords } of info.inputs) {
      const stream = this.#records.get(streamId);
      if (stream === undefined) this.#records.set(streamId, { name, records: numRecords });
      else stream.records += numRecords;
    }
  }

  onBatchStarted(info: BatchInfo): void {
    const batch = this.#open.get(info.batchTime);
    batch?.update(info);
  }

  onOutputOperationStarted(operation: OutputOperationInfo): void {
    this.#open.get(operation.batchTime)?.outputStarted(operation);
  }

  onOutputOperationCompleted(operation: OutputOperationInfo): void {
    this.#open.get(operation.batchTime)?.outputCompleted(operation);
  }

  onStageCompleted(stage: StageCompleted): void {
    if (stage.batchTime !== undefined) this.#open.get(stage.batchTime)?.stageCompleted(stage);
  }

  onBatchCompleted(info: BatchInfo): void {
    const batch = this.#open.get(info.batchTime) ?? new FollowedBatch(info);
    this.#open.delete(info.batchTime);
    batch.update(info);
    this.#complete(batch);
  }

  onGenerationFailed({
    batchTime,
    error,
  }: {
    readonly batchTime: number;
    readonly error: Error;
  }): void {
    this.#complete(FollowedBatch.notGenerated(batchTime, error));
  }

  /** How it is now. What it gives does not change any more. */
  snapshot({
    batches = Number.POSITIVE_INFINITY,
    since = Number.NEGATIVE_INFINITY,
  }: SnapshotOptions = {}): StreamingProgressSnapshot {
    const completed = this.#completed.all();
    const open = [...this.#open.values()];
    const infos = completed.map(({ info }) => info);
    const after = completed.filter(({ info }) => info.batchTime > since);
    const listed = (from: readonly FollowedBatch[]) =>
      from
        .slice(Math.max(0, from.length - batches))
        .reverse()
        .map((batch) => batch.toProgress(this.#mapStack));
    return {
      header: this.#header(),
      summary: {
        inputRate: distributionOf(infos.map(({ numRecords }) => this.#rate(numRecords))),
        schedulingDelay: distributionOf(
          infos.flatMap(({ schedulingDelay }) => schedulingDelay ?? []),
        ),
        processingTime: distributionOf(
          infos.flatMap(({ processingDelay }) => processingDelay ?? []),
        ),
        totalDelay: distributionOf(infos.flatMap(({ totalDelay }) => totalDelay ?? [])),
      },
      timeline: this.#timeline(after),
      streams: [...this.#records].map(([id, stream]) => this.#stream(id, stream, infos, after)),
      receivers: [...this.#receivers.values()],
      running: listed(open.filter(({ status }) => status !== 'waiting')),
      waiting: listed(open.filter(({ status }) => status === 'waiting')),
      completed: listed(completed),
    };
  }

  #complete(batch: FollowedBatch): void {
    this.#completedBatches++;
    if (batch.hasFailed) this.#failedBatches++;
    this.#completed.add(batch);
  }

  #receiverChanged(
    { streamId, name, active, lastErrorMessage }: ReceiverInfo,
    isError: boolean,
  ): void {
    const before = this.#receivers.get(streamId);
    this.#receivers.set(streamId, {
      ...{ streamId, name, active },
      lastError: isError ? lastErrorMessage : (before?.lastError ?? ''),
      lastErrorTime: isError ? this.#options.now() : (before?.lastErrorTime ?? null),
    });
  }

  /** Records a second. */
  #rate(records: number): number {
    return (records * 1000) / this.#options.batchDuration;
  }

  #header(): ProgressHeader {
    const { batchDuration, now, localTime } = this.#options;
    const time = now();
    let records = 0;
    for (const stream of this.#records.values()) records += stream.records;
    const text =
      this.#startTime === null
        ? `Batches of ${verboseDuration(batchDuration)}, not started yet`
        : `Running batches of ${verboseDuration(batchDuration)} for ${verboseDuration(wholeSeconds(time - this.#startTime))} since ${localTime(wholeSeconds(this.#startTime))} (${this.#completedBatches} completed ${this.#completedBatches === 1 ? 'batch' : 'batches'}, ${counted(records, 'record')})`;
    return {
      ...{ batchDuration, startTime: this.#startTime, time, records, text },
      ...{ completedBatches: this.#completedBatches, failedBatches: this.#failedBatches },
    };
  }

  #timeline(batches: readonly FollowedBatch[]): ProgressTimeline {
    const infos = batches.map(({ info }) => info);
    return {
      batchTime: infos.map(({ batchTime }) => batchTime),
      inputRate: infos.map(({ numRecords }) => this.#rate(numRecords)),
      schedulingDelay: infos.map(({ schedulingDelay }) => schedulingDelay ?? null),
      processingTime: infos.map(({ processingDelay }) => processingDelay ?? null),
      totalDelay: infos.map(({ totalDelay }) => totalDelay ?? null),
      stateSize: infos.map(({ stateSize }) => stateSize),
      lag: batches.map(({ lag }) => lag),
    };
  }

  #stream(
    streamId: number,
    { name, records }: { readonly name: string; readonly records: number },
    infos: readonly BatchInfo[],
    after: readonly FollowedBatch[],
  ): StreamProgress {
    const inputOf = ({ inputs }: BatchInfo) => inputs.find((input) => input.streamId === streamId);
    const rateOf = (info: BatchInfo) => this.#rate(inputOf(info)?.numRecords ?? 0);
    const last = infos.at(-1);
    return {
      ...{ streamId, name, records },
      inputRate: distributionOf(infos.map(rateOf)),
      lag: (last === undefined ? undefined : inputOf(last)?.lag) ?? null,
      rates: after.map(({ info }) => rateOf(info)),
    };
  }
}

/** A fraction of a second is of no interest there. @param ms milliseconds. */
function wholeSeconds(ms: number): number {
  return ms < 1000 ? ms : Math.floor(ms / 1000) * 1000;
}
