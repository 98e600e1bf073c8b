import { describe, expect, test } from 'vitest';
import type { FetchedBatch } from '../../../../server/node/streaming/kafka-batch.ts';
import {
  ByteBudget,
  type Fetched,
  PartitionReader,
} from '../../../../server/node/streaming/kafka-partition-reader.ts';
import {
  type KafkaRecord,
  OffsetOutOfRange,
} from '../../../../server/streaming/kafka/kafka-client.ts';

const of = { topic: 't', partition: 0 };

/** A log of batches of ten records and 100 bytes each, and who reads it. */
class Log {
  end: number;
  /** What was fetched, as `offset` or, if it waits for records, `offset…`. */
  readonly fetches: string[] = [];
  failure: Error | undefined;
  readonly reader: PartitionReader;

  constructor(end: number, { ahead = 250, total = 1_000, kept = 1_000, patienceMs = 50 } = {}) {
    this.end = end;
    this.reader = new PartitionReader(of, (from, { maxWaitMs }) => this.#fetch(from, maxWaitMs), {
      ahead: new ByteBudget(total, ahead),
      kept: new ByteBudget(kept, ahead),
      ...{ maxWaitMs: 5, patienceMs },
    });
  }

  async offsets(from: number, until: number): Promise<string> {
    const offsets = (await this.reader.read(from, until)).map(({ offset }) => offset);
    return offsets.length === 0 ? '' : `${offsets[0]}-${offsets.at(-1)}`;
  }

  /** What was fetched since, once nothing more happens. */
  async fetched(): Promise<string> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.fetches.splice(0).join(' ');
  }

  async #fetch(from: number, maxWaitMs: number): Promise<Fetched> {
    this.fetches.push(maxWaitMs > 0 ? `${from}…` : `${from}`);
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    if (from >= this.end) {
      if (maxWaitMs > 0) await new Promise((resolve) => setTimeout(resolve, maxWaitMs));
      return { batches: [], next: from, end: this.end };
    }
    const base = from - (from % 10);
    return { batches: [tenFrom(base)], next: base + 10, end: this.end };
  }
}

function tenFrom(base: number): FetchedBatch {
  return {
    last: base + 9,
    size: 100,
    copyTo(records, from, until) {
      for (let offset = base; offset < base + 10; offset++)
        if (offset >= from && offset < until) records.push({ offset } as KafkaRecord);
    },
  };
}

test('a first range alone brings what it needs', async () => {
  const log = new Log(100);
  expect(await log.offsets(5, 25)).toBe('5-24');
  expect(await log.fetched()).toBe('5… 10 20');
});

test('ranges that follow one another are fetched ahead, as far as there is room', async () => {
  const log = new Log(100);
  expect(await log.offsets(0, 10)).toBe('0-9');
  expect(await log.offsets(10, 20)).toBe('10-19');
  expect(await log.fetched()).toBe('0… 10… 20 30 40');
  expect(await log.offsets(20, 30)).toBe('20-29');
  expect(await log.offsets(30, 35)).toBe('30-34');
  expect(await log.fetched()).toBe('50');
});

test('all readers together hold only so much', async () => {
  const log = new Log(100, { ahead: 1_000, total: 150 });
  await log.offsets(0, 10);
  await log.offsets(10, 20);
  expect(await log.fetched()).toBe('0… 10… 20 30');
});

test('nothing is fetched behind the end, and what comes later is', async () => {
  const log = new Log(20);
  await log.offsets(0, 10);
  await log.offsets(10, 20);
  expect(await log.fetched()).toBe('0… 10…');
  log.end = 30;
  expect(await log.offsets(20, 30)).toBe('20-29');
});

test('the last range may be read again, and then the next, from what is there', async () => {
  const log = new Log(100);
  await log.offsets(0, 10);
  await log.offsets(10, 20);
  await log.fetched();
  expect(await log.offsets(10, 20)).toBe('10-19');
  expect(await log.offsets(12, 15)).toBe('12-14');
  expect(await log.offsets(20, 30)).toBe('20-29');
  expect(await log.fetched()).not.toMatch(/\b[12]0\b/);
});

test('a range that is larger than what may be held is fetched again', async () => {
  const log = new Log(100);
  await log.offsets(0, 50);
  await log.fetched();
  await log.offsets(0, 10);
  expect(await log.fetched()).toMatch(/^0…/);
});

test('a range is not kept where there is no room for it', async () => {
  const log = new Log(100, { kept: 50 });
  await log.offsets(0, 10);
  await log.fetched();
  await log.offsets(0, 10);
  expect(await log.fetched()).toBe('0…');
});

test('going back or leaping begins anew', async () => {
  const log = new Log(200);
  await log.offsets(50, 60);
  expect(await log.offsets(10, 20)).toBe('10-19');
  expect(await log.offsets(150, 160)).toBe('150-159');
  expect(await log.fetched()).toBe('50… 10… 150…');
});

test('ranges that are asked for at once are read one after the other', async () => {
  const log = new Log(100);
  const both = [log.offsets(0, 10), log.offsets(10, 20)];
  expect(await Promise.all(both)).toEqual(['0-9', '10-19']);
});

describe('what fails', () => {
  test('rejects, and the next read tries again', async () => {
    const log = new Log(100);
    log.failure = new Error('away');
    await expect(log.reader.read(0, 10)).rejects.toThrow('away');
    log.failure = undefined;
    expect(await log.offsets(0, 10)).toBe('0-9');
  });

  test('while reading ahead is nothing yet', async () => {
    const log = new Log(100, { ahead: 50 });
    await log.offsets(0, 10);
    await log.offsets(10, 20);
    log.failure = new Error('away');
    await log.offsets(20, 30);
    log.failure = undefined;
    await log.fetched();
    expect(await log.offsets(30, 40)).toBe('30-39');
  });

  test('a log that has become shorter is not waited for without end', async () => {
    const log = new Log(15);
    const reading = log.reader.read(0, 40);
    await expect(reading).rejects.toThrow(OffsetOutOfRange);
    await expect(reading).rejects.toThrow(/Partition t-0 has no records from offset 20 on/);
  });
});
