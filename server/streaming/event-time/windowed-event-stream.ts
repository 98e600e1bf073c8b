import { unionOf } from '../dstream/combined-streams.ts';
import type { DStream } from '../dstream/dstream.ts';
import { HashPartitioner } from '../shuffle/hash-partitioner.ts';
import type { KeyedPartition } from '../state/keyed-partition.ts';
import { stateStream } from '../state/state-stream.ts';
import { EventTimeState } from './event-time-state.ts';
import type { EventSource, TimestampFunction } from './event-time-stream.ts';
import type { PackedWindows, TimedRecord } from './open-windows.ts';
import { Watermark } from './watermark.ts';
import { WindowedPartition, type WindowSettings, type WindowValue } from './windowed-partition.ts';

/** The values of windows by key, and what is beside them. */
export type EventWindowsDStream<T, K, A> = DStream<readonly [K, WindowValue<A>]> & {
  /** Records that came too late for every window that they belong to. */
  readonly late: DStream<T>;
  readonly progress: EventTimeProgress;
};

/** How far the last batch has brought a stream of windows. */
export interface EventTimeProgress {
  /** Milliseconds since the epoch; undefined before every input has had a record. */
  readonly watermark: number | undefined;
  /** How many records have come too late, from the beginning on. */
  readonly lateRecords: number;
}

export interface WindowedStreamOptions<T, K, A> {
  readonly sources: readonly EventSource<T>[];
  readonly keyOf: (record: T) => K;
  /** The default parallelism if undefined. */
  readonly numPartitions: number | undefined;
  readonly windows: WindowSettings<T, A>;
}

type Outcome<T, K, A> = { readonly late: T } | { readonly result: readonly [K, WindowValue<A>] };

/**
 * Windows by event time. Records are too late by the watermark before their batch, so that their order in it makes no
 * difference; windows close by the one after it.
 */
export function windowedStream<T, K, A>({
  sources,
  keyOf,
  numPartitions,
  windows,
}: WindowedStreamOptions<T, K, A>): EventWindowsDStream<T, K, A> {
  const { context, slideDuration: slide } = sources[0]!.stream;
  const { defaultParallelism, environment } = context.sparkContext;
  const watermark = new Watermark(sources, slide);
  const timed = sources.map((source, input) => timedRecords(source, input, keyOf, watermark));
  const state = new EventTimeState<K>(
    ...([watermark, new HashPartitioner(numPartitions ?? defaultParallelism)] as const),
    environment.serializer,
  );
  type Partition = WindowedPartition<T, K, A>;
  const partitions = new Map<KeyedPartition<K, PackedWindows>, Partition>();
  let last = 0;

  const outcomes = stateStream<K, TimedRecord<T>, PackedWindows, Outcome<T, K, A>>({
    ...{ kind: 'EventWindowsDStream', state, initial: undefined, keepsKeys: false },
    stream: timed.length === 1 ? timed[0]! : context.stream(unionOf(timed)),
    apply: (partition, records, time) => {
      watermark.forget(state.oldest);
      let windowed = partitions.get(partition);
      if (windowed === undefined) {
        windowed = new WindowedPartition(partition, windows);
        partitions.set(partition, windowed);
      }
      const before = watermark.after(time - slide);
      const { values, late } = windowed.apply(records, time, before, watermark.after(time));
      state.lateRecords += late.length;
      last = Math.max(last, time);
      return {
        results: [
          ...values.map((result) => ({ result })),
          ...late.map((record) => ({ late: record })),
        ],
      };
    },
  });

  const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []));
  const late = outcomes.flatMap((outcome) => ('late' in outcome ? [outcome.late as never] : []));
  const progress: EventTimeProgress = {
    get watermark() {
      const reached = watermark.after(last);
      return Number.isFinite(reached) ? reached : undefined;
    },
    get lateRecords() {
      return state.lateRecords;
    },
  };
  return Object.assign(results as DStream<readonly [K, WindowValue<A>]>, { late, progress });
}

/** The records of a source by key, of which the watermark is told. */
function timedRecords<T, K>(
  { stream, timestamp }: EventSource<T>,
  input: number,
  keyOf: (record: T) => K,
  watermark: Watermark,
): DStream<readonly [K, TimedRecord<T>]> {
  return stream.context.stream({
    ...{ kind: 'EventTimeDStream', parents: [stream], slide: stream.slideDuration },
    compute: async (batch) => {
      const rdd = await stream.rddAt(batch);
      return rdd?.mapPartitions((records) => {
        let latest = Number.NEGATIVE_INFINITY;
        const timed: (readonly [K, TimedRecord<T>])[] = [];
        for (let i = 0; i < records.length; i++) {
          const record = records[i]!;
          const time = timeOf(record, timestamp);
          if (time > latest) latest = time;
          timed.push([keyOf(record), [time, record]]);
        }
        watermark.observe(batch, input, latest);
        return timed;
      });
    },
  });
}

/** @throws TypeError for what is no time. */
function timeOf<T>(record: T, timestamp: TimestampFunction<T>): number {
  const time = Number(timestamp(record));
  if (Number.isFinite(time)) return time;
  throw new TypeError(
    'The timestamp of a record is no time: give milliseconds since the epoch, or a date.',
  );
}
