import { ZooKeeperError } from './errors.ts';
import { ownerKind } from './owner.ts';
import { nameOf, parentOf } from './paths.ts';
import type { Znode } from './znode.ts';

/** Takes back one change of the tree. Changes are taken back in reverse order. */
export type Undo = () => void;

/**
 * The znodes by path. Knows how they hang together and nothing of rules, versions and watches: `Transaction`
 * decides what may change. Every change returns what takes it back.
 */
export class DataTree {
  readonly #znodes = new Map<string, Znode>();
  readonly #ephemerals = new Map<bigint, Set<string>>();
  readonly #reapable = new Set<string>();

  get size(): number {
    return this.#znodes.size;
  }

  get(path: string): Znode | undefined {
    return this.#znodes.get(path);
  }

  /** @throws ZooKeeperError NONODE for `askedFor`, the path that a client named. */
  need(path: string, askedFor = path): Znode {
    const znode = this.#znodes.get(path);
    if (znode === undefined) throw new ZooKeeperError('NONODE', askedFor);
    return znode;
  }

  paths(): Iterable<string> {
    return this.#znodes.keys();
  }

  /** Names of the children of the znode at `path`, which exists. */
  childrenOf(path: string): string[] {
    return [...(this.need(path).children ?? [])];
  }

  /** Paths of the ephemeral znodes of `session`. */
  ephemeralsOf(session: bigint): string[] {
    return [...(this.#ephemerals.get(session) ?? [])];
  }

  /** Sessions that have ephemeral znodes. */
  ephemeralOwners(): Iterable<bigint> {
    return this.#ephemerals.keys();
  }

  get ephemeralCount(): number {
    let count = 0;
    for (const paths of this.#ephemerals.values()) count += paths.size;
    return count;
  }

  /** Paths of containers and of znodes with a time to live. */
  reapable(): Iterable<string> {
    return this.#reapable;
  }

  /** Adds a znode at a free path below an existing one (the root: below nothing). */
  insert(path: string, znode: Znode): Undo {
    this.#znodes.set(path, znode);
    this.#link(path);
    this.#index(path, znode);
    return () => {
      this.#unindex(path, znode);
      this.#unlink(path);
      this.#znodes.delete(path);
    };
  }

  /** Removes the znode at `path`, which exists and has no children. */
  remove(path: string): Undo {
    const znode = this.need(path);
    this.#unindex(path, znode);
    this.#unlink(path);
    this.#znodes.delete(path);
    return () => {
      this.insert(path, znode);
    };
  }

  /** Changes fields of the znode at `path`, which exists. */
  update(path: string, fields: Partial<Omit<Znode, 'children' | 'ephemeralOwner'>>): Undo {
    const before = this.need(path);
    this.#znodes.set(path, { ...before, ...fields });
    return () => {
      // The children may have come or gone since, in a set made since.
      const { children } = this.need(path);
      this.#znodes.set(path, { ...before, children });
    };
  }

  #link(path: string): void {
    if (path === '/') return;
    const parentPath = parentOf(path);
    const parent = this.need(parentPath);
    if (parent.children === undefined) {
      this.#znodes.set(parentPath, { ...parent, children: new Set([nameOf(path)]) });
    } else {
      parent.children.add(nameOf(path));
    }
  }

  #unlink(path: string): void {
    if (path !== '/') this.need(parentOf(path)).children?.delete(nameOf(path));
  }

  #index(path: string, { ephemeralOwner }: Znode): void {
    const kind = ownerKind(ephemeralOwner);
    if (kind === 'container' || kind === 'ttl') this.#reapable.add(path);
    if (kind !== 'session') return;
    const paths = this.#ephemerals.get(ephemeralOwner);
    if (paths === undefined) this.#ephemerals.set(ephemeralOwner, new Set([path]));
    else paths.add(path);
  }

  #unindex(path: string, { ephemeralOwner }: Znode): void {
    this.#reapable.delete(path);
    const paths = this.#ephemerals.get(ephemeralOwner);
    paths?.delete(path);
    if (paths?.size === 0) this.#ephemerals.delete(ephemeralOwner);
  }
}
