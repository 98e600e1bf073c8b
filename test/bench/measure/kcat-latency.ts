// Latency with kcat at both ends: a producer that does not linger, and a consumer.

import { spawn } from 'node:child_process';
import type { LatencyJob } from './latency-job.ts';
import { pace } from './pace.ts';

/** kcat reads its input in blocks of so many bytes, and waits until one is full. */
const BLOCK_BYTES = 1024;

/** Beyond the time that the lines themselves take: kcat has to find all partitions first. */
const PATIENCE_MS = 30_000;

/**
 * Milliseconds from writing each line to the one kcat to reading it from the other. Lines are about as long
 * as the records are to be: several small ones are written together and the last of them fills the block,
 * a large one fills several. A block that is not full would stay in kcat until the next.
 * @throws Error when a kcat ends, or records do not come.
 */
export async function kcatLatencies(job: LatencyJob): Promise<number[]> {
  const { bootstrap, topic, recordBytes, recordsPerSecond, count, acks = 1 } = job;
  const together = Math.max(1, Math.floor(BLOCK_BYTES / recordBytes));
  const blocks = Math.max(1, Math.round(recordBytes / BLOCK_BYTES));
  const stamped = (bytes: number) => `${String(performance.now()).padEnd(bytes - 1, ' ')}\n`;
  const small = Math.floor(BLOCK_BYTES / together);
  const last = BLOCK_BYTES * blocks - small * (together - 1);
  const writes = Math.ceil(count / together);
  const to = ['-b', bootstrap, '-t', topic];
  const consumer = spawn('kcat', [...to, '-C', '-u', '-q', '-o', 'beginning'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const producer = spawn('kcat', [...to, '-P', '-X', `acks=${acks}`, '-X', 'linger.ms=0'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const latencies: number[] = [];
    const all = new Promise<void>((resolve, reject) => {
      let partial = '';
      timer = setTimeout(
        () => reject(new Error(`${latencies.length} of ${count} records came`)),
        (count / recordsPerSecond) * 1000 + PATIENCE_MS,
      );
      for (const kcat of [consumer, producer]) {
        kcat.on('error', reject);
        kcat.on('exit', () => reject(new Error('kcat ended')));
      }
      producer.stdin.on('error', reject);
      consumer.stdout.setEncoding('latin1').on('data', (text: string) => {
        const now = performance.now();
        const lines = (partial + text).split('\n');
        partial = lines.pop()!;
        for (const line of lines) latencies.push(now - Number.parseFloat(line));
        if (latencies.length >= count) resolve();
      });
    });
    const producing = pace(recordsPerSecond / together, writes, () => {
      producer.stdin.write(stamped(small).repeat(together - 1) + stamped(last));
    });
    await Promise.all([all, producing]);
    return latencies.slice(0, count);
  } finally {
    clearTimeout(timer);
    producer.kill('SIGKILL');
    consumer.kill('SIGKILL');
  }
}
