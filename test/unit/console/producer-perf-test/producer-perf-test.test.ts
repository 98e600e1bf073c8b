import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../../../server/console/options/parse-options.ts';
import {
  LatencyStats,
  percentiles,
} from '../../../../server/console/producer-perf-test/latency-stats.ts';
import { options } from '../../../../server/console/producer-perf-test/options.ts';
import {
  chosenPayloads,
  monotonicPayloads,
  randomPayloads,
  readPayloadFile,
  seededRandom,
} from '../../../../server/console/producer-perf-test/payloads.ts';
import { Throttle } from '../../../../server/console/producer-perf-test/throttle.ts';
import { tempFolder } from '../../../harness/temp.ts';

describe('latencies', () => {
  test('have percentiles', () => {
    const latencies = Int32Array.from({ length: 1000 }, (_, i) => 999 - i);
    expect(percentiles(latencies)).toEqual([500, 950, 990, 999]);
    expect(percentiles(Int32Array.of(7))).toEqual([7, 7, 7, 7]);
    expect(percentiles(new Int32Array())).toEqual([0, 0, 0, 0]);
  });

  test('are told in all', () => {
    const stats = new LatencyStats(4, 1_000);
    for (const latency of [1, 2, 3, 10]) stats.record(latency, 262_144);
    expect(stats.total(3_000)).toBe(
      '4 records sent, 2.0 records/sec (0.50 MB/sec), 4.00 ms avg latency, 10.00 ms max latency, 3 ms 50th, 10 ms 95th, 10 ms 99th, 10 ms 99.9th.',
    );
  });

  test('are told now and then, since the last time', () => {
    const stats = new LatencyStats(10, 0);
    expect(stats.window(9_000, 5_000)).toBeUndefined();
    stats.record(2, 1_048_576);
    stats.record(5, 1_048_576);
    expect(stats.window(4_999, 5_000)).toBeUndefined();
    expect(stats.window(5_000, 5_000)).toBe(
      '2 records sent, 0.4 records/sec (0.40 MB/sec), 3.5 ms avg latency, 5.0 ms max latency.',
    );
    stats.record(1, 0);
    expect(stats.window(10_000, 5_000)).toMatch(/^1 records sent, 0\.2 records\/sec /);
  });

  test('are sampled where there are many', () => {
    const stats = new LatencyStats(2_000_000, 0);
    for (let i = 0; i < 2_000_000; i++) stats.record(i % 4 === 0 ? 1 : 9, 0);
    expect(stats.total(1_000)).toMatch(/1 ms 50th, 1 ms 95th, 1 ms 99th, 1 ms 99\.9th\.$/);
  });
});

describe('the throttle', () => {
  test('spreads records over time', () => {
    const throttle = new Throttle(10, 1_000);
    expect([0, 1, 5].map((sent) => throttle.delayBefore(sent, 1_000))).toEqual([0, 100, 500]);
    expect(throttle.delayBefore(5, 1_400)).toBe(100);
    expect(throttle.delayBefore(5, 9_000)).toBe(0);
  });

  test('is none below zero, and lets only one through at zero', () => {
    expect(new Throttle(-1, 0).delayBefore(1_000_000, 0)).toBe(0);
    expect(new Throttle(0, 0).delayBefore(0, 0)).toBe(0);
    expect(new Throttle(0, 0).delayBefore(1, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('payloads', () => {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

  test('are random letters, the same in each run', () => {
    const [first, again] = [1, 2].map(() => randomPayloads(20, seededRandom(0)));
    const payloads = [first!(0), first!(1)].map(text);
    expect(payloads.every((each) => /^[A-Z]{20}$/.test(each))).toBe(true);
    expect(payloads[0]).not.toBe(payloads[1]);
    expect([again!(0), again!(1)].map(text)).toEqual(payloads);
  });

  test('are numbers, or chosen from those given', () => {
    expect([0, 17].map(monotonicPayloads).map(text)).toEqual(['0', '17']);
    const given = ['a', 'b', 'c'].map((each) => Buffer.from(each));
    const choose = chosenPayloads(given, seededRandom(0));
    const chosen = new Set(Array.from({ length: 50 }, (_, i) => text(choose(i))));
    expect([...chosen].sort()).toEqual(['a', 'b', 'c']);
  });

  test('are read from a file', async () => {
    const folder = tempFolder('payloads');
    try {
      const path = join(folder.path, 'payloads');
      writeFileSync(path, 'one\ntwo\n\n');
      const out: string[] = [];
      const read = await readPayloadFile(path, '\\n', (line) => out.push(line));
      expect(read.map(text)).toEqual(['one', 'two']);
      expect(out).toEqual([`Reading payloads from: ${path}`, 'Number of messages read: 2']);
      writeFileSync(path, 'one;two');
      expect((await readPayloadFile(path, ';', () => {})).map(text)).toEqual(['one', 'two']);
      writeFileSync(path, '');
      await expect(readPayloadFile(path, ';', () => {})).rejects.toThrow(
        'File does not exist or empty file provided.',
      );
      await expect(readPayloadFile(`${path}-none`, ';', () => {})).rejects.toThrow(
        'File does not exist or empty file provided.',
      );
    } finally {
      folder.remove();
    }
  });
});

test('several properties may stand behind one option', () => {
  const line = '--topic t --producer-props a=1 b=2 --throughput -1 --producer-props c=3';
  expect(parseOptions(line.split(' '), options)).toEqual({
    values: { topic: 't', 'producer-props': ['a=1', 'b=2', 'c=3'], throughput: -1 },
    rest: [],
  });
});
