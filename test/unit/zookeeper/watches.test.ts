import { expect, test } from 'vitest';
import type { WatchEvent } from '../../../server/zookeeper/coordination.ts';
import { WatcherRegistry } from '../../../server/zookeeper/watcher-registry.ts';
import { Watches, type WatchKind, type WatchSink } from '../../../server/zookeeper/watches.ts';

const events: WatchEvent['type'][] = ['created', 'deleted', 'dataChanged', 'childrenChanged'];

class Sink implements WatchSink {
  heard: string[] = [];
  notify({ event }: { event: WatchEvent }): void {
    this.heard.push(`${event.type} ${event.path}`);
  }
}

function trigger(watches: Watches, type: WatchEvent['type'], path: string): void {
  watches.trigger({ event: { type, path }, zxid: 1, acl: [] });
}

test.each<[WatchKind, hears: WatchEvent['type'][], again: boolean]>([
  ['data', ['created', 'deleted', 'dataChanged'], false],
  ['children', ['deleted', 'childrenChanged'], false],
  ['persistent', ['created', 'deleted', 'dataChanged', 'childrenChanged'], true],
  ['persistentRecursive', ['created', 'deleted', 'dataChanged'], true],
])('a %s watch hears of %j on its znode; again: %s', (kind, hears, again) => {
  for (const type of events) {
    const watches = new Watches();
    const sink = new Sink();
    watches.add(kind, '/a', sink);
    trigger(watches, type, '/other');
    trigger(watches, type, '/ab');
    expect(sink.heard).toEqual([]);
    trigger(watches, type, '/a');
    trigger(watches, type, '/a');
    const count = !hears.includes(type) ? 0 : again ? 2 : 1;
    expect(sink.heard).toEqual(Array(count).fill(`${type} /a`));
    expect(watches.has(kind, '/a', sink)).toBe(again || count === 0);
  }
});

test('only a recursive watch hears of what is below, from the root too', () => {
  const watches = new Watches();
  const [recursive, root, other] = [new Sink(), new Sink(), new Sink()];
  watches.add('persistentRecursive', '/a', recursive);
  watches.add('persistentRecursive', '/', root);
  watches.add('persistent', '/a', other);
  watches.add('data', '/a', other);
  trigger(watches, 'created', '/a/b/c');
  trigger(watches, 'childrenChanged', '/a/b');
  expect(recursive.heard).toEqual(['created /a/b/c']);
  expect(root.heard).toEqual(['created /a/b/c']);
  expect(other.heard).toEqual([]);
});

test('a sink hears of a change once, however many of its watches match', () => {
  const watches = new Watches();
  const sink = new Sink();
  for (const kind of ['data', 'children', 'persistent', 'persistentRecursive'] as const) {
    watches.add(kind, '/a', sink);
  }
  watches.add('persistentRecursive', '/', sink);
  trigger(watches, 'deleted', '/a');
  expect(sink.heard).toEqual(['deleted /a']);
});

test('watches of a sink that goes, go', () => {
  const watches = new Watches();
  const [gone, stays] = [new Sink(), new Sink()];
  for (const sink of [gone, stays]) {
    watches.add('data', '/a', sink);
    watches.add('persistent', '/b', sink);
  }
  expect(watches.count()).toEqual({ sinks: 2, paths: 2, watches: 4 });
  watches.removeSink(gone);
  trigger(watches, 'dataChanged', '/a');
  trigger(watches, 'dataChanged', '/b');
  expect(gone.heard).toEqual([]);
  expect(stays.heard).toEqual(['dataChanged /a', 'dataChanged /b']);
  expect(watches.remove('persistent', '/b', stays)).toBe(true);
  expect(watches.remove('persistent', '/b', stays)).toBe(false);
  expect(watches.count()).toEqual({ sinks: 0, paths: 0, watches: 0 });
});

test('a registry calls each watcher of an event once and keeps the persistent ones', () => {
  const registry = new WatcherRegistry();
  const calls: string[] = [];
  const watcher = (name: string) => () => {
    calls.push(name);
  };
  const twice = watcher('twice');
  registry.add('data', '/a', twice);
  registry.add('children', '/a', twice);
  registry.add('exists', '/a', watcher('exists'));
  registry.add('persistentRecursive', '/', watcher('recursive'));
  expect(registry.list()).toEqual({
    ...{ data: ['/a'], exists: ['/a'], children: ['/a'] },
    ...{ persistent: [], persistentRecursive: ['/'] },
  });
  registry.dispatch({ type: 'deleted', path: '/a' });
  registry.dispatch({ type: 'created', path: '/a/b' });
  expect(calls).toEqual(['twice', 'exists', 'recursive', 'recursive']);
  registry.removeAll('/');
  registry.dispatch({ type: 'created', path: '/a/b' });
  expect(calls).toHaveLength(4);
});
