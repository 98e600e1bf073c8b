import { checkPermission, type Identity, permits, withoutDigests } from './access-control.ts';
import type { AddWatchMode, CreateOptions, Operation, WatchEvent } from './coordination.ts';
import type { DataTree } from './data-tree.ts';
import { type ErrorName, MultiError, ZooKeeperError } from './errors.ts';
import { validatePath } from './paths.ts';
import type { Session } from './sessions.ts';
import type { Transaction } from './transactions.ts';
import type { Change, Watches, WatchKind, WatchSink } from './watches.ts';
import { type Acl, Permission, type Stat, statOf, type Znode } from './znode.ts';

/** What a client's view stands on. */
export interface Ground {
  readonly tree: DataTree;
  readonly watches: Watches;
  /** Applies `work` as one transaction for `client`, or nothing of it if it throws. */
  transact<T>(client: ClientView, work: (transaction: Transaction) => T): T;
}

/** What `multi` returns for each operation: as `OperationResult`, with the stat of what was created. */
export type AppliedOperation =
  | { readonly type: 'create'; readonly path: string; readonly stat: Stat }
  | { readonly type: 'delete' }
  | { readonly type: 'setData'; readonly stat: Stat }
  | { readonly type: 'check' };

/** Watches that a client had before it lost its connection. */
export interface WatchList {
  readonly data: readonly string[];
  readonly exists: readonly string[];
  readonly children: readonly string[];
  readonly persistent: readonly string[];
  readonly persistentRecursive: readonly string[];
}

/**
 * The service as one client sees it: each operation with the client's permissions, watches and session. All
 * of them happen at once, and throw a ZooKeeperError; `CoordinationService.perform` tells the client of their
 * outcome when it is durable.
 */
export class ClientView implements WatchSink {
  readonly session: Session;
  /** Whom the client has proved to be; grows with `auth`. */
  readonly identities: Identity[];
  readonly #ground: Ground;
  readonly #deliver: (event: WatchEvent, zxid: number) => void;

  /** `deliver` is called at the moment of the change, not when it is durable. */
  constructor(
    ground: Ground,
    session: Session,
    identities: readonly Identity[],
    deliver: (event: WatchEvent, zxid: number) => void,
  ) {
    this.session = session;
    this.identities = [...identities];
    this.#ground = ground;
    this.#deliver = deliver;
  }

  notify({ event, zxid, acl }: Change): void {
    if (permits(acl, Permission.READ, this.identities)) this.#deliver(event, zxid);
  }

  create(path: string, data: Uint8Array | null, options?: CreateOptions) {
    return this.#transact((transaction) => transaction.create(path, data, options));
  }

  delete(path: string, version?: number): void {
    this.#transact((transaction) => transaction.delete(path, version));
  }

  setData(path: string, data: Uint8Array | null, version?: number): Stat {
    return this.#transact((transaction) => transaction.setData(path, data, version));
  }

  setAcl(path: string, acl: readonly Acl[], version?: number): Stat {
    return this.#transact((transaction) => transaction.setAcl(path, acl, version));
  }

  /** @throws MultiError */
  multi(operations: readonly Operation[]): AppliedOperation[] {
    return this.#transact((transaction) => {
      const results: AppliedOperation[] = [];
      for (const operation of operations) {
        try {
          results.push(apply(transaction, operation));
        } catch (error) {
          if (!(error instanceof ZooKeeperError)) throw error;
          const codes = operations.map((_, i): ErrorName => {
            if (i < results.length) return 'OK';
            return i === results.length ? error.code : 'RUNTIMEINCONSISTENCY';
          });
          throw new MultiError(
            codes,
            operations.map(({ path }) => path),
          );
        }
      }
      return results;
    });
  }

  exists(path: string, watch: boolean): Stat | undefined {
    validatePath(path);
    const znode = this.#ground.tree.get(path);
    if (znode !== undefined) this.#check(znode, Permission.READ, path);
    if (watch) this.#watch('data', path);
    return znode && statOf(znode);
  }

  getData(path: string, watch: boolean): { data: Uint8Array | null; stat: Stat } {
    const znode = this.#read(path);
    if (watch) this.#watch('data', path);
    return { data: znode.data, stat: statOf(znode) };
  }

  getChildren(path: string, watch: boolean): { children: string[]; stat: Stat } {
    const znode = this.#read(path);
    if (watch) this.#watch('children', path);
    return { children: [...(znode.children ?? [])], stat: statOf(znode) };
  }

  getAcl(path: string): { acl: Acl[]; stat: Stat } {
    validatePath(path);
    const znode = this.#ground.tree.need(path);
    this.#check(znode, Permission.READ | Permission.ADMIN, path);
    const mayChange = permits(znode.acl, Permission.ADMIN, this.identities);
    return { acl: mayChange ? [...znode.acl] : withoutDigests(znode.acl), stat: statOf(znode) };
  }

  /** How many znodes there are below `path`. */
  countBelow(path: string): number {
    const znode = this.#read(path);
    if (path === '/') return this.#ground.tree.size - 1;
    if (znode.children === undefined) return 0;
    let count = 0;
    for (const other of this.#ground.tree.paths()) if (other.startsWith(`${path}/`)) count++;
    return count;
  }

  /** Paths of the session's ephemeral znodes that begin with `prefix`. */
  ephemerals(prefix: string): string[] {
    const paths = this.#ground.tree.ephemeralsOf(this.session.id);
    return paths.filter((path) => path.startsWith(prefix.trim()));
  }

  addWatch(path: string, mode: AddWatchMode): void {
    validatePath(path);
    this.#watch(mode, path);
  }

  /** @throws NOWATCHER unless the client has a watch of one of these kinds there. */
  checkWatches(path: string, kinds: readonly WatchKind[]): void {
    validatePath(path);
    if (!kinds.some((kind) => this.#ground.watches.has(kind, path, this))) {
      throw new ZooKeeperError('NOWATCHER', path);
    }
  }

  /** @throws NOWATCHER unless the client had a watch of one of these kinds there. */
  removeWatches(path: string, kinds: readonly WatchKind[]): void {
    this.checkWatches(path, kinds);
    for (const kind of kinds) this.#ground.watches.remove(kind, path, this);
  }

  /**
   * Sets again the watches of a client that was away. Those whose change came after `zxid`, the last that the
   * client has seen, fire at once.
   */
  restoreWatches(zxid: number, list: WatchList): void {
    const { tree } = this.#ground;
    for (const path of list.data) {
      const znode = tree.get(path);
      if (znode === undefined) this.#missed('deleted', path);
      else if (znode.mzxid > zxid) this.#missed('dataChanged', path, znode);
      else this.#watch('data', path);
    }
    for (const path of list.exists) {
      const znode = tree.get(path);
      if (znode === undefined) this.#watch('data', path);
      else this.#missed('created', path, znode);
    }
    for (const path of list.children) {
      const znode = tree.get(path);
      if (znode === undefined) this.#missed('deleted', path);
      else if (znode.pzxid > zxid) this.#missed('childrenChanged', path, znode);
      else this.#watch('children', path);
    }
    for (const path of list.persistent) this.#watch('persistent', path);
    for (const path of list.persistentRecursive) this.#watch('persistentRecursive', path);
  }

  #missed(type: WatchEvent['type'], path: string, znode?: Znode): void {
    this.notify({ event: { type, path }, zxid: znode?.mzxid ?? -1, acl: znode?.acl ?? [] });
  }

  #transact<T>(work: (transaction: Transaction) => T): T {
    return this.#ground.transact(this, work);
  }

  #watch(kind: WatchKind, path: string): void {
    this.#ground.watches.add(kind, path, this);
  }

  #read(path: string): Znode {
    validatePath(path);
    const znode = this.#ground.tree.need(path);
    this.#check(znode, Permission.READ, path);
    return znode;
  }

  #check(znode: Znode, permissions: number, path: string): void {
    checkPermission(znode.acl, permissions, this.identities, path);
  }
}

function apply(transaction: Transaction, operation: Operation): AppliedOperation {
  switch (operation.type) {
    case 'create':
      return { type: 'create', ...transaction.create(operation.path, operation.data, operation) };
    case 'delete':
      transaction.delete(operation.path, operation.version);
      return { type: 'delete' };
    case 'setData':
      return {
        type: 'setData',
        stat: transaction.setData(operation.path, operation.data, operation.version),
      };
    case 'check':
      transaction.check(operation.path, operation.version);
      return { type: 'check' };
  }
}
