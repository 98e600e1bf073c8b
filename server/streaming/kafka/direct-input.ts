import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Input, InputInfo } from '../dstream/input.ts';
import type { PartitionSource } from './consumer-strategies.ts';
import type { KafkaClient, TopicPartition } from './kafka-client.ts';
import { keyOf, OffsetRange } from './offset-range.ts';
import { limitedEnds, type PartitionRates } from './rate-limits.ts';
import { type StartingPoints, startingOffsets } from './starting-offsets.ts';

export interface DirectInputParts {
  readonly source: PartitionSource;
  readonly starting: StartingPoints;
  readonly client: () => KafkaClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rates: PartitionRates;
  /** Records a second for all partitions together, where something limits that. */
  readonly rate: () => number | undefined;
  /** Of a batch, in milliseconds. */
  readonly duration: number;
  /** Every how many milliseconds to look for new partitions. */
  readonly discoveryMs: number;
  /** Resolves when nothing is left to do after the last batch. */
  readonly ended: () => Promise<void>;
}

/** A partition that is read, and the offset that the next batch begins at. */
interface Position extends TopicPartition {
  offset: number;
}

interface Batch {
  readonly ranges: readonly OffsetRange[];
  /** How many records each partition had that the batch did not take, where that is known. */
  readonly lags: readonly number[] | undefined;
}

/** What checkpoints keep of a batch: topic, partition, first offset and end of each range. */
type SavedRange = readonly [topic: string, partition: number, from: number, until: number];

/**
 * Which offsets go into which batch (Spark's DirectKafkaInputDStream): all that there are when it is made, or as many as
 * rates allow. Partitions and topics that are new join as they are found, from their beginning.
 */
export class DirectInput implements Input {
  readonly description: string;
  readonly #parts: DirectInputParts;
  readonly #positions = new Map<string, Position>();
  readonly #batches = new Map<number, Batch>();
  /** Whether partitions that are found have come since the program began. */
  #isUnderWay = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isStopping = false;

  constructor(parts: DirectInputParts) {
    this.#parts = parts;
    this.description = `Kafka topic(s) ${parts.source.description}`;
  }

  async start(): Promise<void> {
    const { source, logger } = this.#parts;
    await this.#findPartitions();
    this.#isUnderWay = true;
    const found = new Set(Array.from(this.#positions.values(), ({ topic }) => topic));
    const missing = source.topics.filter((topic) => !found.has(topic));
    if (missing.length > 0)
      logger.warn(`There is no topic ${missing.join(', ')} yet: it is read once it is made.`);
  }

  async stop(isGraceful: boolean): Promise<void> {
    this.#isStopping = true;
    if (!isGraceful) await this.#parts.ended();
  }

  /** Settles the ranges of the batch at `time`, unless it was restored with those that it had. */
  async allocate(time: number): Promise<void> {
    if (this.#batches.has(time)) return;
    if (this.#isStopping) {
      const ranges = [...this.#positions.values()].map((position) => rangeOf(position, undefined));
      this.#batches.set(time, { ranges, lags: undefined });
      return;
    }
    const { clock, discoveryMs, rates, rate, duration } = this.#parts;
    if (clock.monotonic() - this.#lookedAt >= discoveryMs) await this.#findPartitions();
    const ends = await this.#ends();
    const positions = [...this.#positions.values()];
    const backlogs = positions.map(({ offset }, i) => ({ from: offset, end: ends[i]! }));
    const untils = limitedEnds(backlogs, rates, rate(), duration);
    const ranges = positions.map((position, i) => rangeOf(position, untils[i]!));
    for (const [i, position] of positions.entries()) position.offset = untils[i]!;
    const lags = untils.map((until, i) => ends[i]! - until);
    this.#batches.set(time, { ranges, lags });
  }

  /** The ranges of a batch, by topic and partition. */
  rangesAt(time: number): readonly OffsetRange[] {
    return this.#batches.get(time)?.ranges ?? [];
  }

  info(time: number): InputInfo | undefined {
    const batch = this.#batches.get(time);
    if (batch === undefined) return undefined;
    const { ranges, lags } = batch;
    const lines = ranges.flatMap((range, i) => {
      const lag = lags?.[i] ?? 0;
      if (range.count() === 0 && lag === 0) return [];
      const { topic, partition, fromOffset, untilOffset } = range;
      const line = `topic: ${topic}\tpartition: ${partition}\toffsets: ${fromOffset} to ${untilOffset}`;
      return lag === 0 ? [line] : [`${line}\tlag: ${lag}`];
    });
    return {
      numRecords: ranges.reduce((sum, range) => sum + range.count(), 0),
      description: lines.join('\n'),
      ...(lags === undefined ? {} : { lag: lags.reduce((sum, lag) => sum + lag, 0) }),
    };
  }

  saved(time: number): readonly SavedRange[] {
    return this.rangesAt(time).map(({ topic, partition, fromOffset, untilOffset }) => [
      ...([topic, partition, fromOffset, untilOffset] as const),
    ]);
  }

  restore(batches: ReadonlyMap<number, unknown>): void {
    const saved = [...(batches as ReadonlyMap<number, readonly SavedRange[] | undefined>)];
    for (const [time, list = []] of saved.sort(([a], [b]) => a - b)) {
      const ranges = list.map((range) => new OffsetRange(...range));
      this.#batches.set(time, { ranges, lags: undefined });
      for (const { topic, partition, untilOffset: offset } of ranges) {
        this.#positions.set(keyOf({ topic, partition }), { topic, partition, offset });
        // What has been made since the program ended is new.
        this.#isUnderWay = true;
      }
    }
  }

  forget(time: number): void {
    for (const known of this.#batches.keys()) if (known <= time) this.#batches.delete(known);
  }

  /** Adds partitions that are new, and takes out those whose topics have been deleted. */
  async #findPartitions(): Promise<void> {
    const { source, starting, client, clock, logger } = this.#parts;
    const found = await source.find(client());
    this.#lookedAt = clock.monotonic();
    const keys = new Set(found.map(keyOf));
    for (const [key, { offset }] of this.#positions) {
      if (keys.has(key)) continue;
      logger.warn(`Partition ${key} is not there any more: it was read up to offset ${offset}.`);
      this.#positions.delete(key);
    }
    const fresh = found.filter((partition) => !this.#positions.has(keyOf(partition)));
    if (fresh.length === 0) return;
    // All of their records are younger than the stream.
    const points = this.#isUnderWay ? { ...starting, reset: 'earliest' as const } : starting;
    const starts = await startingOffsets(client(), fresh, points, logger);
    for (const { topic, partition } of fresh) {
      const key = keyOf({ topic, partition });
      this.#positions.set(key, { topic, partition, offset: starts.get(key)! });
    }
    this.#sort();
  }

  /** By topic and partition, as RDDs' partitions are. */
  #sort(): void {
    const sorted = [...this.#positions].sort(([, a], [, b]) =>
      a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
    );
    this.#positions.clear();
    for (const [key, position] of sorted) this.#positions.set(key, position);
  }

  /** The logs' ends, in the order of the positions. */
  async #ends(): Promise<number[]> {
    for (;;) {
      const positions = [...this.#positions.values()];
      if (positions.length === 0) return [];
      try {
        const found = await this.#parts.client().offsets(positions, 'latest');
        const ends = found.map(({ offset }) => offset);
        for (const [i, position] of positions.entries()) {
          if (ends[i]! < position.offset) await this.#rewind(position, ends[i]!);
        }
        return ends;
      } catch (error) {
        // A topic may have been deleted since partitions were looked for.
        await this.#findPartitions();
        if (this.#positions.size >= positions.length) throw error;
      }
    }
  }

  /** Goes on with a log that has become shorter: its topic was deleted and made again, or it has lost records. */
  async #rewind(position: Position, end: number): Promise<void> {
    const { client, starting, logger } = this.#parts;
    const key = keyOf(position);
    logger.warn(
      `Partition ${key} ends at offset ${end}, and was read up to ${position.offset}: was its topic made anew?`,
    );
    const points = { ...starting, offsets: undefined, group: undefined };
    const reset = starting.reset === 'none' ? 'none' : 'earliest';
    const starts = await startingOffsets(client(), [position], { ...points, reset }, logger);
    position.offset = starts.get(key)!;
  }
}

/** Up to `until`, or nothing. */
function rangeOf({ topic, partition, offset }: Position, until = offset): OffsetRange {
  return new OffsetRange(topic, partition, offset, until);
}
