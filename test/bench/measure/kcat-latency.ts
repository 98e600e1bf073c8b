// Latency with kcat at both ends: a producer that does not linger, and a consumer.

import { spawn } from 'node:child_process';
import type { LatencyJob } from './latency-job.ts';
import { pace } from './pace.ts';

/** kcat reads its input in blocks of so many bytes, and waits until one is full. */
const BLOCK_BYTES = 1024;

/**
 * Milliseconds from writing each line to the one kcat to reading it from the other. Lines are as long as
 * the records are to be, rounded so that so many fill a block, or so many blocks a line; those that fill
 * a block are written together.
 */
export async function kcatLatencies(job: LatencyJob): Promise<number[]> {
  const { bootstrap, topic, recordBytes, recordsPerSecond, count } = job;
  const together = Math.max(1, Math.floor(BLOCK_BYTES / recordBytes));
  const blocks = Math.max(1, Math.round(recordBytes / BLOCK_BYTES));
  const line = () => String(performance.now()).padEnd((BLOCK_BYTES * blocks) / together - 1, ' ');
  const writes = Math.ceil(count / together);
  const to = ['-b', bootstrap, '-t', topic];
  const consumer = spawn('kcat', [...to, '-C', '-u', '-q', '-o', 'beginning'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const producer = spawn('kcat', [...to, '-P', '-X', 'acks=1', '-X', 'linger.ms=0'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  try {
    const latencies: number[] = [];
    const all = new Promise<void>((resolve, reject) => {
      let partial = '';
      consumer.on('error', reject);
      producer.on('error', reject);
      consumer.on('exit', () => reject(new Error('the consumer ended')));
      consumer.stdout.setEncoding('latin1').on('data', (text: string) => {
        const now = performance.now();
        const lines = (partial + text).split('\n');
        partial = lines.pop()!;
        for (const line of lines) latencies.push(now - Number.parseFloat(line));
        if (latencies.length >= count) resolve();
      });
    });
    await pace(recordsPerSecond / together, writes, () => {
      producer.stdin.write(`${new Array(together).fill(line()).join('\n')}\n`);
    });
    await all;
    return latencies.slice(0, count);
  } finally {
    producer.kill('SIGKILL');
    consumer.kill('SIGKILL');
  }
}
