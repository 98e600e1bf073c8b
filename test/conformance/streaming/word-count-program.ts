// The word count of `kill.test.ts`: a program of its own, so that it can be killed.
//
//     node word-count-program.ts LIBRARY BOOTSTRAP TOPIC FOLDER
//
// Each batch writes what it had and the counts after it into a file with the batch's time for a name, over one that is
// there: whether the batch is run once or again comes to the same. Its checkpoint is in the same folder.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Seconds: short, so that a kill meets something. */
const BATCH = 0.05;
const DATA_CHECKPOINT = 0.25;

/** What a batch writes. */
export interface BatchFile {
  /** topic, partition, first offset, end. */
  readonly ranges: readonly (readonly [string, number, number, number])[];
  readonly words: Readonly<Record<string, number>>;
  /** Of all batches so far, by `updateStateByKey`. */
  readonly counts: Readonly<Record<string, number>>;
  /** The same by `mapWithState`. */
  readonly mapped: Readonly<Record<string, number>>;
}

const [library, bootstrap, topic, folder] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const { hasOffsetRanges, KafkaUtils, SparkContext, StateSpec, StreamingContext } = (await import(
  pathToFileURL(library).href
)) as typeof import('../../../server/node/streaming/index.ts');

const output = join(folder, 'output');
mkdirSync(output, { recursive: true });
const checkpoint = join(folder, 'checkpoint');

const ssc = await StreamingContext.getOrCreate(checkpoint, () => {
  const context = new StreamingContext(new SparkContext('local[2]', 'word count'), BATCH);
  context.checkpoint(checkpoint);
  const parameters = { 'bootstrap.servers': bootstrap, 'auto.offset.reset': 'earliest' };
  const records = KafkaUtils.createDirectStream(context, [topic], parameters);
  const words = records
    .flatMap(([, line]) => line.split(' '))
    .map((word): readonly [string, number] => [word, 1]);
  const counts = words.updateStateByKey<string, number, number>((values, count) =>
    values.reduce((a, b) => a + b, count ?? 0),
  );
  counts.checkpoint(DATA_CHECKPOINT);
  const mapped = words.mapWithState(
    StateSpec.function<string, number, number, number>((_, value, state) => {
      state.update((state.getOption() ?? 0) + value!);
      return state.get();
    }),
  );
  mapped.checkpoint(DATA_CHECKPOINT);

  const batches = new Map<number, Partial<BatchFile>>();
  const add = (time: number, part: Partial<BatchFile>) =>
    batches.set(time, { ...batches.get(time), ...part });
  const ofPairs = (pairs: readonly (readonly [string, number])[]) =>
    Object.fromEntries([...pairs].sort());
  records.foreachRDD((rdd, time) => {
    if (!hasOffsetRanges(rdd)) throw new Error('The stream has no offset ranges.');
    const ranges = rdd
      .offsetRanges()
      .map((range) => [range.topic, range.partition, range.fromOffset, range.untilOffset] as const);
    add(time.milliseconds, { ranges });
  });
  words
    .reduceByKey((a, b) => a + b)
    .foreachRDD(async (rdd, time) =>
      add(time.milliseconds, { words: ofPairs(await rdd.collect()) }),
    );
  counts.foreachRDD(async (rdd, time) =>
    add(time.milliseconds, { counts: ofPairs(await rdd.collect()) }),
  );
  mapped.stateSnapshots().foreachRDD(async (rdd, time) => {
    const at = time.milliseconds;
    add(at, { mapped: ofPairs(await rdd.collect()) });
    const file = join(output, String(at));
    writeFileSync(`${file}.part`, JSON.stringify(batches.get(at)));
    renameSync(`${file}.part`, file);
    batches.delete(at);
    console.log(`batch ${at}`);
  });
  return context;
});
await ssc.start();
await ssc.awaitTermination();
