import { afterEach, expect, test, vi } from 'vitest';
import { Commits, type Unsaved } from '../../../server/zookeeper/commits.ts';
import { settled } from '../../harness/manual-clock.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Commits on a store that answers when told to. */
function open() {
  const saves: Array<Unsaved & { done: () => void }> = [];
  const commits = new Commits(
    (unsaved) => new Promise((resolve) => saves.push({ ...unsaved, done: resolve })),
    async () => false,
  );
  const told: string[] = [];
  return { commits, saves, told };
}

test('calls come in their order, each behind what was changed before it', async () => {
  const { commits, saves, told } = open();
  commits.whenDurable(() => told.push('nothing to wait for'));
  commits.changedZnodes(['/a']);
  commits.whenDurable(() => {
    told.push('after /a');
    commits.whenDurable(() => told.push('asked meanwhile'));
    commits.changedSession(7n);
    commits.whenDurable(() => told.push('after the session'));
  });
  await settled();
  commits.whenDurable(() => told.push('a read'));
  commits.changedZnodes(['/b', '/a']);
  commits.whenDurable(() => told.push('after /b'));
  expect(told).toEqual(['nothing to wait for']);
  saves[0]?.done();
  await settled();
  expect(told.splice(0)).toEqual(['nothing to wait for', 'after /a', 'a read']);
  expect(saves.map(({ paths, sessions }) => [[...paths], [...sessions]])).toEqual([
    [['/a'], []],
    [['/b', '/a'], [7n]],
  ]);
  saves[1]?.done();
  await settled();
  expect(told).toEqual(['after /b', 'asked meanwhile', 'after the session']);
});

test('someone who throws on being told disturbs nobody else, and is not hushed up', async () => {
  const thrown: Array<() => void> = [];
  vi.stubGlobal('queueMicrotask', (task: () => void) => thrown.push(task));
  const { commits, saves, told } = open();
  commits.changedZnodes(['/a']);
  commits.whenDurable(() => {
    throw new Error('mine');
  });
  commits.whenDurable(() => told.push('next'));
  await settled();
  saves[0]?.done();
  await settled();
  expect(told).toEqual(['next']);
  expect(thrown).toHaveLength(1);
  expect(thrown[0]).toThrow('mine');
});
