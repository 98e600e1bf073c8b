import { onTestFinished } from 'vitest';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import {
  StreamTest,
  type StreamTestOptions,
} from '../../../../server/streaming/testing/stream-test.ts';

/** A StreamTest that is stopped with the test. */
export function streamTest(options?: StreamTestOptions): StreamTest {
  const harness = new StreamTest(options);
  onTestFinished(() => harness.stop());
  return harness;
}

/** What `program` makes of batches that are one second apart, each batch sorted. */
export async function resultsOf<T, U>(
  program: (stream: DStream<T>) => DStream<U>,
  batches: readonly (readonly T[])[],
  options?: StreamTestOptions,
): Promise<readonly U[][]> {
  const harness = new StreamTest(options);
  try {
    const input = harness.input<T>();
    const output = harness.output(program(input));
    input.push(...batches);
    await harness.advance(batches.length);
    return output.sorted;
  } finally {
    await harness.stop();
  }
}
