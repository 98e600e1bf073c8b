import { expect, test } from 'vitest';
import { diskOf } from '../../../../../server/node/kafka-worker/cluster/disks.ts';
import type { DescribeLogDirsResponse } from '../../../../../server/protocol/api/35-describe-log-dirs.ts';

type Directory = DescribeLogDirsResponse['results'][number];

function directory(sizes: readonly number[], changes: Partial<Directory> = {}): Directory {
  const partitions = sizes.map((partitionSize, partitionIndex) => ({
    partitionIndex,
    partitionSize,
    offsetLag: 0,
    isFutureKey: false,
  }));
  return {
    errorCode: 0,
    logDir: '/data',
    topics: [{ name: 'orders', partitions }],
    totalBytes: -1,
    usableBytes: -1,
    ...changes,
  };
}

const answer = (...results: Directory[]) => ({ throttleTimeMs: 0, errorCode: 0, results });

test('a disk is what its replicas take', () => {
  expect(diskOf(answer(directory([100, 20])), 7)).toEqual({
    at: 7,
    used: 120,
    volume: null,
    replicas: new Map([
      ['orders-0', 100],
      ['orders-1', 20],
    ]),
  });
});

test('an empty disk is known to be empty', () => {
  expect(diskOf(answer(directory([], { topics: [] })), 0)?.used).toBe(0);
});

test('a broker that may not tell says nothing, or an error', () => {
  expect(diskOf(answer(), 0)).toBeUndefined();
  expect(diskOf({ ...answer(directory([1])), errorCode: 31 }, 0)).toBeUndefined();
  expect(diskOf(answer(directory([1]), directory([], { errorCode: 56 })), 0)).toBeUndefined();
});

test('the copy that moves to another directory takes room, and is not the replica', () => {
  const moving = directory([], {
    topics: [
      {
        name: 'orders',
        partitions: [{ partitionIndex: 0, partitionSize: 30, offsetLag: 70, isFutureKey: true }],
      },
    ],
  });
  const disk = diskOf(answer(directory([100]), moving), 0);
  expect(disk?.used).toBe(130);
  expect(disk?.replicas.get('orders-0')).toBe(100);
});

test('two directories on one volume are one volume', () => {
  const on = (totalBytes: number, usableBytes: number) =>
    directory([], { totalBytes, usableBytes });
  expect(diskOf(answer(on(1000, 400), on(1000, 400)), 0)?.volume).toEqual({
    total: 1000,
    usable: 400,
  });
  expect(diskOf(answer(on(1000, 400), on(500, 100)), 0)?.volume).toEqual({
    total: 1500,
    usable: 500,
  });
  expect(diskOf(answer(on(1000, 400), on(-1, -1)), 0)?.volume).toBeNull();
});
