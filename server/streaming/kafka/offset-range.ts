import type { TopicPartition as Partition, PartitionOffset } from './kafka-client.ts';
import type { TopicName } from './topic-values.ts';

/** A partition of a topic, as programs name it (Kafka's TopicPartition; TopicAndPartition in PySpark). */
export class TopicPartition implements Partition {
  readonly topic: string;
  readonly partition: number;

  constructor(topic: TopicName, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** `orders-0` */
  toString(): string {
    return keyOf(this);
  }
}

/** Where a stream begins: an offset for each partition, or a time for all. */
export type StartingOffsets =
  | ReadonlyMap<Partition, number>
  | readonly PartitionOffset[]
  | { readonly timestamp: number | Date };

/** Offsets of one partition: those from the first up to but without the second. */
export class OffsetRange implements Partition {
  readonly topic: string;
  readonly partition: number;
  readonly fromOffset: number;
  readonly untilOffset: number;

  constructor(topic: TopicName, partition: number, fromOffset: number, untilOffset: number) {
    this.topic = topic;
    this.partition = partition;
    this.fromOffset = fromOffset;
    this.untilOffset = untilOffset;
  }

  /** Spark's other way to make one. */
  static create(
    topic: TopicName,
    partition: number,
    fromOffset: number,
    untilOffset: number,
  ): OffsetRange {
    return new OffsetRange(topic, partition, fromOffset, untilOffset);
  }

  /** Offsets in it: as many records, unless compaction or transactions took some. */
  count(): number {
    return this.untilOffset - this.fromOffset;
  }

  topicPartition(): TopicPartition {
    return new TopicPartition(this.topic, this.partition);
  }

  toString(): string {
    const { topic, partition, fromOffset, untilOffset } = this;
    return `OffsetRange(topic: '${topic}', partition: ${partition}, range: [${fromOffset} -> ${untilOffset}])`;
  }
}

/** `orders-0`: what partitions are known by in maps and messages. */
export function keyOf({ topic, partition }: Partition): string {
  return `${topic}-${partition}`;
}

/** Offsets by `keyOf` their partitions. */
export function offsetsByKey(
  offsets: ReadonlyMap<Partition, number> | readonly PartitionOffset[],
): Map<string, number> {
  if (offsets instanceof Map)
    return new Map(Array.from(offsets, ([of, offset]) => [keyOf(of as Partition), offset]));
  const list = offsets as readonly PartitionOffset[];
  return new Map(list.map((each) => [keyOf(each), each.offset]));
}
