// State by key: `node test/bench/state.ts [THOUSANDS of keys]`. A batch touches one key in a hundred; with checkpoints
// what changed goes to LevelDB with every tenth batch. Batches follow one another at once, so that the writes of one are
// seen in the next one's time, which is that of the processor, garbage collection and LevelDB's threads included.

import { structuredSerializer } from '../../server/node/streaming/structured-serializer.ts';
import { LevelStore } from '../../server/storage/level-store.ts';
import { SparkContext } from '../../server/streaming/context/spark-context.ts';
import { StreamingContext } from '../../server/streaming/context/streaming-context.ts';
import type { DStream } from '../../server/streaming/dstream/dstream.ts';
import type { RDD } from '../../server/streaming/rdd/rdd.ts';
import { StateSpec } from '../../server/streaming/state/state-spec.ts';
import { seededRandom } from '../harness/seeded-random.ts';
import { streamingEnvironment } from '../harness/streaming-environment.ts';
import { tempFolder } from '../harness/temp.ts';
import { formatTable, rounded } from './measure/table.ts';

const BATCHES = 30;
const DATA_CHECKPOINT = 10;
/** Longer than the benchmark. */
const NEVER = 100_000;

type Pair<V> = readonly [string, V];

export interface StateRate {
  readonly operation: string;
  readonly checkpoints: string;
  /** Milliseconds for the batch in which the state is loaded. */
  readonly first: number;
  /** Milliseconds for a later batch: the middle one, all of them together, and the longest. */
  readonly median: number;
  readonly mean: number;
  readonly longest: number;
  /** Milliseconds for going on from the checkpoint; without checkpoints nothing is measured. */
  readonly restart: number | undefined;
  /** Bytes of heap for each key. */
  readonly cost: number;
}

interface Operation {
  readonly name: string;
  run(input: DStream<Pair<number>>, keys: readonly string[], interval: number): void;
}

const operations: Operation[] = [
  {
    name: 'updateStateByKey, numbers',
    run(input, keys, interval) {
      const initial = initialOf(input, keys, 0);
      const state = input.updateStateByKey<string, number, number>(
        (values, count = 0) => (values.length === 0 ? count : count + values.length),
        undefined,
        initial,
      );
      computed(state.checkpoint(interval));
    },
  },
  {
    name: 'updateStateByKey, objects changed in place',
    run(input, keys, interval) {
      const initial = initialOf(input, keys, null).mapValues(() => ({ count: 0, last: 0 }));
      const state = input.updateStateByKey<string, number, { count: number; last: number }>(
        (values, seen = { count: 0, last: 0 }) => {
          for (const value of values) {
            seen.count++;
            seen.last = value;
          }
          return seen;
        },
        undefined,
        initial,
      );
      computed(state.checkpoint(interval));
    },
  },
  {
    name: 'mapWithState',
    run(input, keys, interval) {
      computed(
        input.mapWithState(counting().initialState(initialOf(input, keys, 0))).checkpoint(interval),
      );
    },
  },
  {
    name: 'mapWithState with a timeout',
    run(input, keys, interval) {
      const spec = counting()
        .initialState(initialOf(input, keys, 0))
        .timeout(3600);
      computed(input.mapWithState(spec).checkpoint(interval));
    },
  },
  {
    name: 'mapWithState and its snapshots',
    run(input, keys, interval) {
      const mapped = input.mapWithState(counting().initialState(initialOf(input, keys, 0)));
      computed(mapped.checkpoint(interval));
      computed(mapped.stateSnapshots());
    },
  },
];

/** Measures each operation with so many keys, without checkpoints and with them. */
export async function benchState(keyCount: number, batches = BATCHES): Promise<StateRate[]> {
  const rates: StateRate[] = [];
  const keys = Array.from({ length: keyCount }, (_, i) => `user-${i}`);
  for (const operation of operations) {
    for (const interval of [NEVER, DATA_CHECKPOINT])
      rates.push(await measure(operation, keys, interval, batches));
  }
  return rates;
}

async function measure(
  operation: Operation,
  keys: readonly string[],
  interval: number,
  batches: number,
): Promise<StateRate> {
  const folder = tempFolder('bench-state');
  const environment = streamingEnvironment({
    serializer: structuredSerializer(),
    openStore: () => LevelStore.open(folder.path),
  });
  const program = () => {
    const context = new StreamingContext(new SparkContext(environment, 'local[4]', 'bench'), 1);
    context.checkpoint('/checkpoint');
    operation.run(touching(context, keys), keys, interval);
    return context;
  };
  const before = heap();
  const ssc = program();
  let failure: Error | undefined;
  ssc.addStreamingListener({
    onOutputOperationCompleted: ({ error }) => {
      failure ??= error;
    },
  });
  await ssc.start();
  const times: number[] = [];
  for (let batch = 0; batch <= batches; batch++) {
    const ms = await processorTime(async () => {
      await environment.clock.advance(1000);
      await ssc.whenIdle();
    });
    if (failure !== undefined) throw failure;
    times.push(ms);
  }
  const bytes = (heap() - before) / keys.length;
  const [first, ...later] = times as [number, ...number[]];
  await ssc.stop();
  let restart: number | undefined;
  if (interval !== NEVER) {
    const again = await StreamingContext.getOrCreate('/checkpoint', program);
    restart = await processorTime(() => again.start());
    await again.stop();
  }
  folder.remove();
  const sorted = [...later].sort((a, b) => a - b);
  return {
    ...{ operation: operation.name, checkpoints: interval === NEVER ? 'no' : 'yes' },
    ...{ first, median: sorted[Math.floor(sorted.length / 2)]!, longest: sorted.at(-1)! },
    ...{ mean: later.reduce((sum, ms) => sum + ms, 0) / later.length, restart, cost: bytes },
  };
}

/** A stream whose batches have one key in a hundred, at random. */
function touching(ssc: StreamingContext, keys: readonly string[]): DStream<Pair<number>> {
  const random = seededRandom();
  const count = Math.ceil(keys.length / 100);
  return ssc.stream<Pair<number>>({
    ...{ kind: 'BenchDStream', parents: [], slide: ssc.graph.batchDuration },
    compute: (time) =>
      ssc.sparkContext.parallelize(
        Array.from({ length: count }, () => [keys[random.below(keys.length)]!, time] as const),
      ),
  });
}

function initialOf<V>(input: DStream<unknown>, keys: readonly string[], value: V): RDD<Pair<V>> {
  return input.context.sparkContext.parallelize(keys).map((key): Pair<V> => [key, value]);
}

function counting(): StateSpec<string, number, number, number> {
  return StateSpec.function<string, number, number, number>((_, __, state) => {
    const count = (state.getOption() ?? 0) + 1;
    state.update(count);
    return count;
  });
}

/** Has all partitions of each batch computed, and nothing done with them. */
function computed<T>(stream: DStream<T>): void {
  stream.foreachRDD((rdd) => rdd.context.runJob(rdd, () => undefined));
}

/** Milliseconds. */
async function processorTime(run: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** Bytes; without what is garbage, where Node was started with --expose-gc. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (import.meta.main) {
  const rates = await benchState(Number(process.argv[2] ?? 1000) * 1000);
  console.log(
    formatTable(
      rates.map((rate) => ({
        operation: rate.operation,
        checkpoints: rate.checkpoints,
        'first batch ms': rounded(rate.first),
        'median ms': rounded(rate.median),
        'mean ms': rounded(rate.mean),
        'longest ms': rounded(rate.longest),
        'restart ms': rate.restart === undefined ? '' : rounded(rate.restart),
        'bytes/key': rounded(rate.cost),
      })),
    ),
  );
}
