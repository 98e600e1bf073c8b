import type { SparkContext } from '../context/spark-context.ts';
import { RDD } from '../rdd/rdd.ts';
import type { RecordReader } from './consumer-record.ts';
import type { KafkaClient } from './kafka-client.ts';
import type { OffsetRange } from './offset-range.ts';

/** What an RDD of records knows beside them (Spark's HasOffsetRanges). */
export interface HasOffsetRanges {
  /** In the order of the RDD's partitions. */
  offsetRanges(): readonly OffsetRange[];
}

/** An RDD of records, with a partition for each range of a topic's partition: read again whenever it is computed. */
export class KafkaRDD<T> extends RDD<T> implements HasOffsetRanges {
  readonly #ranges: readonly OffsetRange[];

  constructor(
    context: SparkContext,
    client: KafkaClient,
    ranges: readonly OffsetRange[],
    read: RecordReader<T>,
  ) {
    super(context, {
      ...{ kind: 'KafkaRDD', parents: [], partitions: ranges.length },
      async compute(partition, { signal }) {
        const range = ranges[partition]!;
        if (range.count() === 0) return [];
        const records = await client.read(range, range.fromOffset, range.untilOffset);
        signal.throwIfCancelled();
        return read(records);
      },
    });
    this.#ranges = ranges;
  }

  offsetRanges(): readonly OffsetRange[] {
    return this.#ranges;
  }
}

/** Whether an RDD comes straight from Kafka. */
export function hasOffsetRanges<T>(rdd: RDD<T>): rdd is RDD<T> & HasOffsetRanges {
  return rdd instanceof KafkaRDD;
}
