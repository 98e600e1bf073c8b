import type { Acl, Stat } from './znode.ts';

export { type ErrorName, MultiError, ZooKeeperError } from './errors.ts';
export type { Acl, Stat } from './znode.ts';

/**
 * One session with a coordination service: ZooKeeper's client API. `LocalCoordination` implements it in
 * the same process, `ZooKeeperClient` over the network, also against an Apache ZooKeeper.
 *
 * Operations take effect in the order in which they are called. A watcher is called before any reply that
 * would reveal the change it tells of. Every operation throws a `ZooKeeperError`; besides the codes named
 * below each may end in `CONNECTIONLOSS` (nobody knows whether a change was made), `SESSIONEXPIRED`,
 * `BADARGUMENTS` (a malformed path) and `NOAUTH`.
 */
export interface Coordination {
  /** The session's id; what `Stat.ephemeralOwner` says of its ephemeral znodes. */
  readonly sessionId: bigint;

  /**
   * Makes a znode and returns its path, which for sequential modes ends in the ten digits added.
   * @throws NODEEXISTS, NONODE (no parent), NOCHILDRENFOREPHEMERALS, INVALIDACL
   */
  create(path: string, data: Uint8Array | null, options?: CreateOptions): Promise<string>;

  /** @throws NONODE, BADVERSION, NOTEMPTY */
  delete(path: string, version?: number): Promise<void>;

  /** The znode's stat, or undefined. A watcher hears of its creation, deletion or change of data, once. */
  exists(path: string, watcher?: Watcher): Promise<Stat | undefined>;

  /** A watcher hears of the next change of data or deletion, once. @throws NONODE (and sets no watch) */
  getData(path: string, watcher?: Watcher): Promise<{ data: Uint8Array | null; stat: Stat }>;

  /** Version −1, the default, matches any. @throws NONODE, BADVERSION */
  setData(path: string, data: Uint8Array | null, version?: number): Promise<Stat>;

  /**
   * Names, not paths, in no order. A watcher hears of the next child created or deleted, or of the
   * znode's own deletion, once.
   * @throws NONODE (and sets no watch)
   */
  getChildren(path: string, watcher?: Watcher): Promise<{ children: string[]; stat: Stat }>;

  /**
   * Applies all operations or none.
   * @returns a result for each operation.
   * @throws MultiError with the code of each operation.
   */
  multi(operations: readonly Operation[]): Promise<OperationResult[]>;

  /**
   * A watch that stays until `removeWatches` or the session's end. Persistent: as data and child watches
   * together. Persistent-recursive: creation, deletion and data changes of the znode and everything below.
   */
  addWatch(path: string, mode: AddWatchMode, watcher: Watcher): Promise<void>;

  /** Removes every watch of this session on exactly that path. @throws NOWATCHER */
  removeWatches(path: string): Promise<void>;

  getAcl(path: string): Promise<{ acl: Acl[]; stat: Stat }>;

  /** `version` is that of the ACL (`Stat.aversion`). @throws NONODE, BADVERSION, INVALIDACL */
  setAcl(path: string, acl: readonly Acl[], version?: number): Promise<Stat>;

  /** Adds an identity to the session, as `digest` with `user:password`. @throws AUTHFAILED */
  addAuth(scheme: string, auth: Uint8Array): Promise<void>;

  /** Resolves when everything that was acknowledged to anyone before the call can be read in this session. */
  sync(path: string): Promise<string>;

  /**
   * Calls `listener` at each change of state; returns a function that stops it. After `expired` nothing
   * works any more, unless a client that renews its session comes to be `connected` again, in another one.
   * The state when called is `connected` unless told otherwise.
   */
  onState(listener: (state: SessionState) => void): () => void;

  /** Ends the session: its ephemeral znodes go. Operations still under way end in CONNECTIONLOSS. */
  close(): Promise<void>;
}

export type SessionState = 'connected' | 'disconnected' | 'expired';

export type CreateMode =
  | 'persistent'
  | 'ephemeral'
  | 'persistentSequential'
  | 'ephemeralSequential'
  | 'container'
  | 'persistentWithTtl'
  | 'persistentSequentialWithTtl';

export interface CreateOptions {
  /** Default: persistent. */
  readonly mode?: CreateMode;
  /** Default: anyone may do anything (`openAcl`). */
  readonly acl?: readonly Acl[];
  /** For the two modes with TTL: goes when unmodified and without children for so many milliseconds. */
  readonly ttl?: number;
}

export type Operation =
  | ({
      readonly type: 'create';
      readonly path: string;
      readonly data: Uint8Array | null;
    } & CreateOptions)
  | { readonly type: 'delete'; readonly path: string; readonly version?: number }
  | {
      readonly type: 'setData';
      readonly path: string;
      readonly data: Uint8Array | null;
      readonly version?: number;
    }
  | { readonly type: 'check'; readonly path: string; readonly version: number };

export type OperationResult =
  | { readonly type: 'create'; readonly path: string }
  | { readonly type: 'delete' }
  | { readonly type: 'setData'; readonly stat: Stat }
  | { readonly type: 'check' };

export interface WatchEvent {
  readonly type: 'created' | 'deleted' | 'dataChanged' | 'childrenChanged';
  readonly path: string;
}

export type Watcher = (event: WatchEvent) => void;

export type AddWatchMode = 'persistent' | 'persistentRecursive';
