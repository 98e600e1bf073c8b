import type { StreamingContext } from '../context/streaming-context.ts';
import { DStream } from '../dstream/dstream.ts';
import type { Time } from '../dstream/time.ts';
import { initialRate, rateController } from '../rates/rate-controller.ts';
import type { RDD } from '../rdd/rdd.ts';
import { clientOf } from './clients.ts';
import type { RecordReader } from './consumer-record.ts';
import type { PartitionSource } from './consumer-strategies.ts';
import { DirectInput } from './direct-input.ts';
import { KafkaRDD } from './kafka-rdd.ts';
import { AutoCommit, type OffsetCommitCallback, OffsetCommits } from './offset-commits.ts';
import type { OffsetRange, StartingOffsets } from './offset-range.ts';
import { type PartitionRates, partitionRates } from './rate-limits.ts';
import type { ReadParameters } from './stream-parameters.ts';

/** As in Kafka. */
const AUTO_COMMIT_MS = 5_000;

export interface DirectStreamOptions<T> {
  readonly source: PartitionSource;
  readonly parameters: ReadParameters;
  readonly offsets: StartingOffsets | undefined;
  /** Whether the group's offsets count: where to begin, and what to commit. */
  readonly usesGroup: boolean;
  readonly read: RecordReader<T>;
  /** What the settings say if absent. */
  readonly rates?: PartitionRates | undefined;
}

/**
 * A stream of what is in Kafka, without a receiver: each batch is a range of offsets of each partition, which is settled
 * when the batch is made, so that it consists of the same records whenever it is computed.
 */
export class DirectKafkaStream<T> extends DStream<T> {
  readonly #commits: OffsetCommits;

  constructor(context: StreamingContext, options: DirectStreamOptions<T>) {
    const { source, parameters, offsets, read } = options;
    const { conf, environment } = context.sparkContext;
    const { clock, logger } = environment;
    const client = () => clientOf(context.sparkContext, parameters.client);
    const group = options.usesGroup ? parameters.group : undefined;
    const controller = rateController(context, () => this.id);
    const first = controller === undefined ? undefined : initialRate(context);
    const commits = new OffsetCommits(client, group, logger);
    const autoCommit = new AutoCommit(commits, clock, parameters.autoCommitMs ?? AUTO_COMMIT_MS);
    const input = new DirectInput({
      ...{ source, client, clock, logger, discoveryMs: parameters.discoveryMs },
      starting: { offsets, group, reset: parameters.reset },
      rates: options.rates ?? partitionRates(conf),
      rate: () => controller?.latestRate() || first,
      ended: () => {
        autoCommit.commit();
        return commits.done();
      },
      duration: context.graph.batchDuration,
    });
    super(context, {
      ...{ kind: 'DirectKafkaInputDStream', parents: [], input },
      slide: context.graph.batchDuration,
      compute: (time) => new KafkaRDD(context.sparkContext, client(), input.rangesAt(time), read),
    });
    this.#commits = commits;
    if (group === undefined || !parameters.autoCommit) return;
    context.addStreamingListener({
      onBatchCompleted: ({ batchTime, outputOperations }) => {
        const hasFailed = outputOperations.some(({ error }) => error !== undefined);
        if (!hasFailed) autoCommit.add(input.rangesAt(batchTime));
      },
    });
  }

  /**
   * Commits the ends of ranges for the stream's group, soon and in the order of the calls. Call it when the outputs of
   * the batch are done: what is committed is where the stream begins when it is started without a checkpoint.
   * @throws Error where the parameters have no `group.id`
   */
  commitAsync(offsetRanges: readonly OffsetRange[], callback?: OffsetCommitCallback): void {
    this.#commits.add(offsetRanges, callback);
  }

  /** Resolves when everything that `commitAsync` was given is committed. */
  committed(): Promise<void> {
    return this.#commits.done();
  }

  /** As of any stream; the RDD knows its `offsetRanges()`. */
  override foreachRDD(f: (rdd: KafkaRDD<T>, time: Time) => unknown): void {
    super.foreachRDD(f as (rdd: RDD<T>, time: Time) => unknown);
  }

  /** As of any stream; the RDD knows its `offsetRanges()`. */
  override transform<U>(f: (rdd: KafkaRDD<T>, time: Time) => RDD<U> | Promise<RDD<U>>): DStream<U> {
    return super.transform(f as (rdd: RDD<T>, time: Time) => RDD<U> | Promise<RDD<U>>);
  }
}
