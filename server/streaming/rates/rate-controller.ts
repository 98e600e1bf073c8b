import type { BatchInfo, StreamingListener } from '../batches/streaming-listener.ts';
import { booleanSetting, numberSetting } from '../context/settings.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import { PIDRateEstimator } from './pid-rate-estimator.ts';
import type { RateEstimator } from './rate-estimator.ts';

/**
 * Follows how the batches of one input stream do, and says how much it should take in (Spark's RateController).
 * Make it by `rateController` and ask it for `latestRate()` whenever a batch is cut.
 */
export class RateController implements StreamingListener {
  readonly #streamId: () => number;
  readonly #estimator: RateEstimator;
  readonly #publish: ((rate: number) => void) | undefined;
  #latestRate: number | undefined;

  /**
   * @param streamId the id of the DStream, which may be made later.
   * @param publish is told of each new rate, in records a second.
   */
  constructor(streamId: () => number, estimator: RateEstimator, publish?: (rate: number) => void) {
    this.#streamId = streamId;
    this.#estimator = estimator;
    this.#publish = publish;
  }

  /** Whole records a second, all of the stream's partitions together; undefined until batches have told it. */
  latestRate(): number | undefined {
    return this.#latestRate;
  }

  onBatchCompleted(batch: BatchInfo): void {
    const { processingEndTime, processingDelay, schedulingDelay } = batch;
    const input = batch.inputs.find(({ streamId }) => streamId === this.#streamId());
    if (input === undefined || processingEndTime === undefined) return;
    const rate = this.#estimator.compute(
      ...([
        processingEndTime,
        input.numRecords,
        processingDelay ?? 0,
        schedulingDelay ?? 0,
      ] as const),
    );
    if (rate === undefined) return;
    // 0 would be for ever: nothing would come from which to learn more.
    this.#latestRate = Math.max(1, Math.floor(rate));
    this.#publish?.(this.#latestRate);
  }
}

/**
 * The controller of an input stream, which listens from now on; undefined unless `spark.streaming.backpressure.enabled`.
 * Until `latestRate()` says something, `initialRate(context)` holds.
 * @param streamId the id of the DStream, which may be made later: `() => stream.id`.
 * @param publish is told of each new rate, for streams that are told instead of asking.
 * @throws IllegalArgumentException for `spark.streaming.backpressure.…` settings that make no controller.
 */
export function rateController(
  context: StreamingContext,
  streamId: () => number,
  publish?: (rate: number) => void,
): RateController | undefined {
  const { conf } = context.sparkContext;
  if (!booleanSetting(conf, 'spark.streaming.backpressure.enabled', false)) return undefined;
  const weight = (name: string, usual: number) =>
    numberSetting(conf, `spark.streaming.backpressure.pid.${name}`, usual);
  const estimator = new PIDRateEstimator(
    context.graph.batchDuration,
    {
      proportional: weight('proportional', 1),
      integral: weight('integral', 0.2),
      derivative: weight('derived', 0),
    },
    weight('minRate', 100),
  );
  const controller = new RateController(streamId, estimator, publish);
  context.addStreamingListener(controller);
  return controller;
}

/** `spark.streaming.backpressure.initialRate`: records a second of a stream's first batches; undefined if not set. */
export function initialRate(context: StreamingContext): number | undefined {
  const { conf } = context.sparkContext;
  const rate = numberSetting(conf, 'spark.streaming.backpressure.initialRate', 0);
  return rate > 0 ? rate : undefined;
}
