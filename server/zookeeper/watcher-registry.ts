import { callEach } from './call-each.ts';
import type { WatchList } from './client-view.ts';
import type { AddWatchMode, WatchEvent, Watcher } from './coordination.ts';
import { parentOf } from './paths.ts';

/** A client tells watches on missing znodes from those on data: they are set again differently. */
export type RegistryKind = 'data' | 'exists' | 'children' | AddWatchMode;

/** The watchers of one client, called as its events come in (Apache ZooKeeper's `ZKWatchManager`). */
export class WatcherRegistry {
  readonly #watchers: Record<RegistryKind, Map<string, Set<Watcher>>> = {
    data: new Map(),
    exists: new Map(),
    children: new Map(),
    persistent: new Map(),
    persistentRecursive: new Map(),
  };

  add(kind: RegistryKind, path: string, watcher: Watcher): void {
    const watchers = this.#watchers[kind].get(path);
    if (watchers === undefined) this.#watchers[kind].set(path, new Set([watcher]));
    else watchers.add(watcher);
  }

  /** Forgets every watcher on exactly that path. */
  removeAll(path: string): void {
    for (const watchers of Object.values(this.#watchers)) watchers.delete(path);
  }

  /** Calls the watchers that the event is for. What a watcher throws surfaces as an uncaught error. */
  dispatch(event: WatchEvent): void {
    const { type, path } = event;
    const called = new Set<Watcher>();
    const call = (watchers: Iterable<Watcher> | undefined) => {
      for (const watcher of watchers ?? []) called.add(watcher);
    };
    const { persistent, persistentRecursive } = this.#watchers;
    if (type !== 'childrenChanged') {
      call(this.#take('data', path));
      call(this.#take('exists', path));
    }
    if (type === 'childrenChanged' || type === 'deleted') call(this.#take('children', path));
    call(persistent.get(path));
    if (type !== 'childrenChanged' && persistentRecursive.size > 0) {
      for (let at = path; ; at = parentOf(at)) {
        call(persistentRecursive.get(at));
        if (at === '/') break;
      }
    }
    callEach(called, event);
  }

  /** The paths to set watches on again after a reconnection. */
  list(): WatchList {
    const { data, exists, children, persistent, persistentRecursive } = this.#watchers;
    return {
      data: [...data.keys()],
      exists: [...exists.keys()],
      children: [...children.keys()],
      persistent: [...persistent.keys()],
      persistentRecursive: [...persistentRecursive.keys()],
    };
  }

  #take(kind: RegistryKind, path: string): Set<Watcher> | undefined {
    const watchers = this.#watchers[kind].get(path);
    this.#watchers[kind].delete(path);
    return watchers;
  }
}
