// Latency with kcat at both ends: a producer that sends each record by itself, and a consumer.

import { spawn } from 'node:child_process';
import { pace } from './pace.ts';

/** With its line feed: kcat reads its input in blocks of so many bytes, and waits for whole ones. */
const LINE_BYTES = 1024;

/** Milliseconds from writing each line to the one kcat to reading it from the other. */
export async function kcatLatencies(
  bootstrap: string,
  topic: string,
  rate: number,
  count: number,
): Promise<number[]> {
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
        if (latencies.length === count) resolve();
      });
    });
    await pace(rate, count, () => {
      producer.stdin.write(`${String(performance.now()).padEnd(LINE_BYTES - 1, ' ')}\n`);
    });
    await all;
    return latencies;
  } finally {
    producer.kill('SIGKILL');
    consumer.kill('SIGKILL');
  }
}
