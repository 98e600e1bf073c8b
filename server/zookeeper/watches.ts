import type { AddWatchMode, WatchEvent } from './coordination.ts';
import { parentOf } from './paths.ts';
import type { Acl } from './znode.ts';

/** A change that watches are to hear of, with the ACL that says who may. */
export interface Change {
  readonly event: WatchEvent;
  readonly zxid: number;
  readonly acl: readonly Acl[];
}

/** Whom watches belong to: a connection or a session in this process. */
export interface WatchSink {
  notify(change: Change): void;
}

export type WatchKind = 'data' | 'children' | AddWatchMode;

const kinds: readonly WatchKind[] = ['data', 'children', 'persistent', 'persistentRecursive'];

/**
 * Who waits for which change (Apache ZooKeeper's `WatchManager`). Data watches also stand on znodes that do not
 * exist. Data and children watches go when they fire, the persistent ones stay; a sink hears of a change once,
 * however many of its watches match.
 */
export class Watches {
  readonly #tables: Record<WatchKind, WatchTable> = {
    data: new WatchTable(),
    children: new WatchTable(),
    persistent: new WatchTable(),
    persistentRecursive: new WatchTable(),
  };

  add(kind: WatchKind, path: string, sink: WatchSink): void {
    this.#tables[kind].add(path, sink);
  }

  has(kind: WatchKind, path: string, sink: WatchSink): boolean {
    return this.#tables[kind].has(path, sink);
  }

  /** Whether there was one. */
  remove(kind: WatchKind, path: string, sink: WatchSink): boolean {
    return this.#tables[kind].remove(path, sink);
  }

  /** Removes every watch of `sink`. */
  removeSink(sink: WatchSink): void {
    for (const kind of kinds) this.#tables[kind].removeSink(sink);
  }

  /** Tells those who watch for the change. */
  trigger(change: Change): void {
    const { type, path } = change.event;
    const sinks = new Set<WatchSink>();
    const { data, children, persistent, persistentRecursive } = this.#tables;
    if (type !== 'childrenChanged') collect(sinks, data.take(path));
    if (type === 'childrenChanged' || type === 'deleted') collect(sinks, children.take(path));
    collect(sinks, persistent.get(path));
    if (type !== 'childrenChanged' && !persistentRecursive.empty) {
      for (let at = path; ; at = parentOf(at)) {
        collect(sinks, persistentRecursive.get(at));
        if (at === '/') break;
      }
    }
    for (const sink of sinks) sink.notify(change);
  }

  /** How many sinks watch how many paths through how many watches. */
  count(): { sinks: number; paths: number; watches: number } {
    const sinks = new Set<WatchSink>();
    const paths = new Set<string>();
    let watches = 0;
    for (const kind of kinds) {
      for (const [path, watching] of this.#tables[kind].entries()) {
        paths.add(path);
        watches += watching.size;
        collect(sinks, watching);
      }
    }
    return { sinks: sinks.size, paths: paths.size, watches };
  }
}

function collect(into: Set<WatchSink>, sinks: Iterable<WatchSink> | undefined): void {
  for (const sink of sinks ?? []) into.add(sink);
}

/** The watches of one kind, by path and by sink. */
class WatchTable {
  readonly #byPath = new Map<string, Set<WatchSink>>();
  readonly #bySink = new Map<WatchSink, Set<string>>();

  get empty(): boolean {
    return this.#byPath.size === 0;
  }

  entries(): Iterable<[string, ReadonlySet<WatchSink>]> {
    return this.#byPath;
  }

  get(path: string): Iterable<WatchSink> | undefined {
    return this.#byPath.get(path);
  }

  has(path: string, sink: WatchSink): boolean {
    return this.#byPath.get(path)?.has(sink) ?? false;
  }

  add(path: string, sink: WatchSink): void {
    enter(this.#byPath, path, sink);
    enter(this.#bySink, sink, path);
  }

  remove(path: string, sink: WatchSink): boolean {
    leave(this.#bySink, sink, path);
    return leave(this.#byPath, path, sink);
  }

  take(path: string): Iterable<WatchSink> | undefined {
    const sinks = this.#byPath.get(path);
    if (sinks === undefined) return undefined;
    this.#byPath.delete(path);
    for (const sink of sinks) leave(this.#bySink, sink, path);
    return sinks;
  }

  removeSink(sink: WatchSink): void {
    for (const path of this.#bySink.get(sink) ?? []) leave(this.#byPath, path, sink);
    this.#bySink.delete(sink);
  }
}

function enter<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

function leave<K, V>(map: Map<K, Set<V>>, key: K, value: V): boolean {
  const set = map.get(key);
  const left = set?.delete(value) ?? false;
  if (set?.size === 0) map.delete(key);
  return left;
}
