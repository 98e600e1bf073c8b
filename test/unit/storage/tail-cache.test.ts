import { describe, expect, test } from 'vitest';
import { readBatchHeader } from '../../../server/protocol/records/batch-header.ts';
import { retainable } from '../../../server/storage/bytes.ts';
import { Fifo } from '../../../server/storage/fifo.ts';
import { LogTail, TailCache } from '../../../server/storage/tail-cache.ts';
import { batchOfSize } from './test-logs.ts';

const everything = { maxBytes: 1e9, upTo: 1e9, minOneBatch: true };

/** The base offsets that are cached from `from` on. */
function offsets(tail: LogTail, from: number): number[] | undefined {
  return tail.read(from, everything)?.map((bytes) => readBatchHeader(bytes).baseOffset);
}

function add(cache: TailCache, tail: LogTail, baseOffset: number, size = 1000): void {
  cache.add(tail, baseOffset, batchOfSize(size, { baseOffset }));
}

test('keeps the latest batches of all logs within its budget, and drops the oldest first', () => {
  const cache = new TailCache(5 * 1256);
  const a = new LogTail();
  const b = new LogTail();
  for (const [tail, offset] of [
    [a, 0],
    [b, 0],
    [a, 1],
    [b, 1],
    [a, 2],
  ] as const)
    add(cache, tail, offset);
  expect([offsets(a, 0), offsets(b, 0)]).toEqual([
    [0, 1, 2],
    [0, 1],
  ]);
  add(cache, b, 2);
  expect([offsets(a, 0), offsets(a, 1), offsets(b, 0)]).toEqual([undefined, [1, 2], [0, 1, 2]]);
  for (const offset of [3, 4, 5, 6]) add(cache, b, offset);
  expect([offsets(a, 2), offsets(b, 1), offsets(b, 2)]).toEqual([
    undefined,
    undefined,
    [2, 3, 4, 5, 6],
  ]);
  expect(cache.bytes).toBe(5 * 1256);
});

test('a batch larger than the budget is not kept', () => {
  const cache = new TailCache(1000);
  const tail = new LogTail();
  add(cache, tail, 0, 5000);
  expect(offsets(tail, 0)).toBeUndefined();
  expect(cache.bytes).toBe(0);
});

test('truncating drops the end, and gives its room back', () => {
  const cache = new TailCache(4 * 1256);
  const a = new LogTail();
  const b = new LogTail();
  for (const offset of [0, 1, 2, 3]) add(cache, a, offset);
  cache.truncate(a, 2);
  expect(offsets(a, 0)).toEqual([0, 1]);
  for (const offset of [0, 1]) add(cache, b, offset);
  expect([offsets(a, 0), offsets(b, 0)]).toEqual([
    [0, 1],
    [0, 1],
  ]);
  add(cache, a, 2);
  expect([offsets(a, 0), offsets(a, 1)]).toEqual([undefined, [1, 2]]);
  cache.truncate(b, 0);
  expect(offsets(b, 0)).toBeUndefined();
  for (const offset of [3, 4, 5, 6]) add(cache, a, offset);
  expect(offsets(a, 3)).toEqual([3, 4, 5, 6]);
  expect(cache.bytes).toBe(4 * 1256);
});

describe('Fifo', () => {
  test('gives what came first, and what came last', () => {
    const fifo = new Fifo<number>();
    const model: number[] = [];
    for (let step = 0; step < 2000; step++) {
      const kind = (step * 7919) % 10;
      if (kind < 5) {
        fifo.push(step);
        model.push(step);
      } else if (kind < 9) expect(fifo.shift()).toBe(model.shift());
      else expect(fifo.pop()).toBe(model.pop());
      expect(fifo.length).toBe(model.length);
      expect([fifo.at(0), fifo.last()]).toEqual([model[0], model.at(-1)]);
    }
  });

  test('has nothing left once the last is taken, whatever was taken before', () => {
    const fifo = new Fifo<string>();
    for (const item of ['a', 'b', 'c']) fifo.push(item);
    expect([fifo.shift(), fifo.pop(), fifo.pop()]).toEqual(['a', 'c', 'b']);
    expect([fifo.at(-1), fifo.at(0), fifo.last(), fifo.pop(), fifo.shift()]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('what is kept for long', () => {
  test('is copied out of memory of which it is the smaller part', () => {
    const chunk = new Uint8Array(1000);
    expect(retainable(chunk.subarray(0, 400)).buffer.byteLength).toBe(400);
    expect(retainable(chunk.subarray(0, 600)).buffer).toBe(chunk.buffer);
  });
});
