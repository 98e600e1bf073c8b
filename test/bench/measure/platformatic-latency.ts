// Latency with @platformatic/kafka at both ends, in a process of its own.

import { run } from '../../harness/child.ts';
import { node } from '../../harness/places.ts';
import type { LatencyJob } from './latency-job.ts';

/** Milliseconds from sending to having each record. @throws Error when they do not come */
export async function platformaticLatencies(job: LatencyJob): Promise<number[]> {
  const program = new URL('latency-program.ts', import.meta.url).pathname;
  const args = [program, 'platformatic', JSON.stringify(job)];
  const { stdout } = await run(node, args, { timeoutMs: 120_000 });
  return JSON.parse(stdout) as number[];
}
