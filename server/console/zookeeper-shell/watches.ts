import type { WatchEvent, Watcher } from '../../zookeeper/coordination.ts';

const eventTypes: Record<WatchEvent['type'], string> = {
  created: 'NodeCreated',
  deleted: 'NodeDeleted',
  dataChanged: 'NodeDataChanged',
  childrenChanged: 'NodeChildrenChanged',
};

type Kind = 'Data' | 'Child' | 'Persistent';

/** Prints what watches tell, and remembers where there are some. */
export class Watches {
  /** Whether they are printed: `printwatches on`. */
  printed = true;
  readonly #print: (line: string) => void;
  readonly #kinds = new Map<string, Set<Kind>>();

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** The watcher for a request; undefined unless it is wanted. */
  watcher(path: string, kind: Kind, wanted = true): Watcher | undefined {
    if (!wanted) return undefined;
    this.#kinds.set(path, (this.#kinds.get(path) ?? new Set()).add(kind));
    return this.#onEvent;
  }

  /** Tells of those that were on a path, and forgets them. */
  removed(path: string): void {
    for (const kind of this.#kinds.get(path) ?? []) {
      this.#tell(`SyncConnected type:${kind}WatchRemoved path:${path}`);
    }
    this.#kinds.delete(path);
  }

  /** Tells of the connection's state, by Apache ZooKeeper's name of it. */
  state(name: string): void {
    this.#tell(`${name} type:None path:null`);
  }

  // One function for all, so that watching twice tells once.
  readonly #onEvent: Watcher = ({ type, path }) => {
    const kinds = this.#kinds.get(path);
    kinds?.delete(type === 'childrenChanged' ? 'Child' : 'Data');
    if (kinds?.size === 0) this.#kinds.delete(path);
    this.#tell(`SyncConnected type:${eventTypes[type]} path:${path}`);
  };

  #tell(event: string): void {
    if (!this.printed) return;
    this.#print(`\nWATCHER::\n\nWatchedEvent state:${event}`);
  }
}
