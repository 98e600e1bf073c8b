import { SparkConf } from '../../../../server/streaming/context/spark-conf.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import type { Input } from '../../../../server/streaming/dstream/input.ts';
import type { Environment } from '../../../../server/streaming/environment.ts';
import type { ManualClock } from '../../../harness/manual-clock.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

/** A context with batches of a second in a world in memory, with some settings. */
export function testContext(
  settings: Readonly<Record<string, string | number | boolean>> = {},
  over: Partial<Environment> = {},
  batchDuration = 1,
) {
  const environment = streamingEnvironment(over);
  const conf = new SparkConf().setMaster('local[2]').setAll(Object.entries(settings));
  const ssc = new StreamingContext(new SparkContext(environment, conf), batchDuration);
  return { environment, clock: environment.clock, ssc };
}

/** Stops what a test has left running, also where a job waits for something that does not come. */
export async function stopActive(): Promise<void> {
  const ssc = StreamingContext.getActive();
  if (ssc === undefined) return;
  const stopped = ssc.stop();
  await (ssc.sparkContext.environment.clock as ManualClock).advance(5000);
  await stopped;
}

/** A stream whose batches are what `values` gives, all in one partition; `input` replaces members of its input. */
export function testStream<T>(
  ssc: StreamingContext,
  values: (time: number) => readonly T[],
  input: Partial<Input> = {},
): DStream<T> {
  const usual: Input = {
    description: 'test input',
    start: () => undefined,
    stop: () => undefined,
    info: (time) => ({ numRecords: values(time).length }),
    saved: () => undefined,
    restore: () => undefined,
    forget: () => undefined,
  };
  return ssc.stream({
    ...{ kind: 'TestInputDStream', parents: [], slide: ssc.graph.batchDuration },
    compute: (time) =>
      ssc.sparkContext.rdd<T>({
        ...{ kind: 'TestRDD', parents: [], partitions: 1 },
        compute: () => values(time),
      }),
    // As they are, so that a getter stays one.
    input: Object.defineProperties(usual, Object.getOwnPropertyDescriptors(input)),
  });
}
