import { expect, test } from 'vitest';
import { GroupCommit, type Writer } from '../../../server/storage/group-commit.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { StoreOperation } from '../../../server/storage/store.ts';
import { FaultyStore } from './faulty-store.ts';
import { key } from './store-suite.ts';

/** A writer of puts that notes what becomes of them. */
function writer(names: string, size = 1): Writer & { outcomes: string[] } {
  const outcomes: string[] = [];
  const operations = [...names].map(
    (name): StoreOperation => ({ type: 'put', key: key(name), value: new Uint8Array(size) }),
  );
  return {
    outcomes,
    collect: () => operations,
    written: () => void outcomes.push('written'),
    failed: () => void outcomes.push('failed'),
  };
}

function setUp() {
  const store = new FaultyStore(new MemoryStore());
  let groups = 0;
  const commit = new GroupCommit(store, () => groups++);
  const writes = () =>
    store.writes.map((it) => it.map(({ key }) => String.fromCharCode(...key)).join(''));
  return { store, commit, writes, groups: () => groups };
}

test('what is enqueued in one go is one write', async () => {
  const { commit, writes, groups } = setUp();
  const writers = ['ab', 'c', 'd'].map((names) => writer(names));
  for (const it of writers) commit.enqueue(it);
  await commit.settled();
  expect(writes()).toEqual(['abcd']);
  expect(writers.map(({ outcomes }) => outcomes)).toEqual([['written'], ['written'], ['written']]);
  expect(groups()).toBe(1);
});

test('what comes during a write gathers for the next', async () => {
  const { store, commit, writes } = setUp();
  const release = store.holdWrites();
  commit.enqueue(writer('a'));
  while (store.writes.length === 0) await Promise.resolve();
  for (const names of ['b', 'c']) commit.enqueue(writer(names));
  release();
  await commit.settled();
  expect(writes()).toEqual(['a', 'bc']);
});

test('large values are written one by one, in order', async () => {
  const { commit, writes } = setUp();
  commit.enqueue(writer('ab', 40_000));
  commit.enqueue(writer('c', 100_000));
  commit.enqueue(writer('de'));
  commit.enqueue(writer('f', 100_000));
  await commit.settled();
  expect(writes()).toEqual(['a', 'b', 'c', 'de', 'f']);
});

test('a group is bounded, so that the first need not wait for all', async () => {
  const { store, commit } = setUp();
  const writers = [...'abcdefgh'].map((name) => writer(name, 100_000));
  const release = store.holdWrites();
  for (const it of writers) commit.enqueue(it);
  store.fails = (write) => write === 4;
  release();
  await commit.settled();
  expect(writers.map(({ outcomes }) => outcomes[0])).toEqual([
    'written',
    'written',
    'written',
    'failed',
    'failed',
    'failed',
    'written',
    'written',
  ]);
});

test('a failure concerns its group only', async () => {
  const { store, commit, groups } = setUp();
  store.fails = (write) => write === 0;
  const [a, b] = [writer('a'), writer('b')];
  commit.enqueue(a);
  await commit.settled();
  commit.enqueue(b);
  await commit.settled();
  expect([a.outcomes, b.outcomes]).toEqual([['failed'], ['written']]);
  expect(groups()).toBe(1);
});

test('a writer without operations is told when those before it are written', async () => {
  const { commit, writes } = setUp();
  const none = writer('');
  commit.enqueue(none);
  await commit.settled();
  expect(writes()).toEqual([]);
  expect(none.outcomes).toEqual(['written']);
});
