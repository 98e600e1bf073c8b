import { type Clock, sleep, type Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../storage/store.ts';
import { StoreError } from '../storage/store-error.ts';
import type { Identity } from './access-control.ts';
import { ClientView, type Ground } from './client-view.ts';
import { Commits } from './commits.ts';
import type { WatchEvent } from './coordination.ts';
import type { DataTree } from './data-tree.ts';
import { ZooKeeperError } from './errors.ts';
import { ownerKind, ttlOf } from './owner.ts';
import { type Session, Sessions } from './sessions.ts';
import { Transaction } from './transactions.ts';
import { TreeStorage } from './tree-storage.ts';
import { Watches } from './watches.ts';

export interface CoordinationServiceOptions {
  /** Its own: nothing else may be in it. */
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** ZooKeeper's unit of time in milliseconds (`tickTime`), default 2000: sessions last 2 to 20 of them. */
  readonly tickTime?: number | undefined;
  /** Milliseconds; default 2 and 20 ticks. */
  readonly minSessionTimeout?: number | undefined;
  readonly maxSessionTimeout?: number | undefined;
  /** How often containers and times to live are looked at, in milliseconds; default a minute. */
  readonly reapInterval?: number;
  /** Called once when the store fails, other than for want of space. Nothing can be changed or read from then on. */
  readonly onFailure?: (error: unknown) => void;
}

/** A container in which there was never anything goes after so long, as in Apache ZooKeeper. */
const NEVER_USED_MS = 300_000;
/** Between attempts to write to a full disk. */
const DISK_FULL_PAUSE_MS = 1_000;

/** How an operation ended, and the last transaction that its client thereby knows of. */
export type Outcome<T> = { readonly zxid: number } & (
  | { readonly value: T }
  | { readonly error: ZooKeeperError }
);

/**
 * The coordination service: a tree of znodes with sessions, watches and transactions, as Apache ZooKeeper's of a
 * single server. Every operation takes effect the moment it is performed, in the order of the calls; its
 * client, and whoever watches, is told when everything up to then is durable.
 */
export class CoordinationService {
  readonly tickTime: number;
  readonly minSessionTimeout: number;
  readonly maxSessionTimeout: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #tree: DataTree;
  readonly #watches = new Watches();
  readonly #sessions: Sessions;
  readonly #commits: Commits;
  readonly #ground: Ground;
  readonly #reapInterval: number;
  #reaper: Timer | undefined;
  #lastZxid: number;
  #diskFull = false;
  #closed = false;

  /**
   * Opens the service on what its store holds: the tree, and the sessions, whose clients have their whole
   * timeout to come back.
   * @throws StoreError `newer-format`, `unreadable`
   */
  static async open(options: CoordinationServiceOptions): Promise<CoordinationService> {
    const storage = new TreeStorage(options.store);
    return new CoordinationService(options, storage, await storage.load());
  }

  private constructor(
    options: CoordinationServiceOptions,
    storage: TreeStorage,
    loaded: Awaited<ReturnType<TreeStorage['load']>>,
  ) {
    const { clock, logger, random, tickTime = 2_000 } = options;
    this.tickTime = tickTime;
    this.minSessionTimeout = options.minSessionTimeout ?? tickTime * 2;
    this.maxSessionTimeout = options.maxSessionTimeout ?? tickTime * 20;
    this.#clock = clock;
    this.#logger = logger;
    this.#tree = loaded.tree;
    this.#lastZxid = loaded.lastZxid;
    this.#sessions = new Sessions(clock, random, (session) => this.#expire(session));
    this.#commits = new Commits(
      async (unsaved) => {
        await storage.save(unsaved, this.#tree, this.#sessions, this.#lastZxid);
        if (this.#diskFull)
          this.#logger.info('The coordination service has room on the disk again.');
        this.#diskFull = false;
      },
      (error) => this.#onWriteFailure(error, options.onFailure),
    );
    this.#ground = {
      tree: this.#tree,
      watches: this.#watches,
      transact: (client, work) => this.#transact(client, work),
    };
    for (const session of loaded.sessions) this.#sessions.restore(session);
    this.#reapInterval = options.reapInterval ?? 60_000;
    this.#scheduleReaper();
  }

  /** The last transaction that changed the tree. */
  get lastZxid(): number {
    return this.#lastZxid;
  }

  get tree(): DataTree {
    return this.#tree;
  }

  get watches(): Watches {
    return this.#watches;
  }

  get sessions(): Sessions {
    return this.#sessions;
  }

  /** A new session, with a timeout within what the service allows. It is durable when `whenDurable` says so. */
  openSession(timeout: number): Session {
    const session = this.#sessions.create(this.#clampTimeout(timeout));
    this.#commits.changedSession(session.id);
    return session;
  }

  /** The session of a client that has come back, unless it has ended or the password is not its own. */
  resumeSession(id: bigint, password: Uint8Array, timeout: number): Session | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined || !equal(session.password, password)) return undefined;
    const clamped = this.#clampTimeout(timeout);
    if (clamped !== session.timeout) {
      session.timeout = clamped;
      this.#commits.changedSession(id);
    }
    const { holder } = session;
    session.holder = undefined;
    holder?.lost('moved');
    return session;
  }

  /** Ends a session at once, and with it its ephemeral znodes. Does nothing for one that has ended. */
  endSession(id: bigint): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.remove(session);
    this.#commits.changedSession(id);
    this.#applyForService((transaction) => transaction.deleteEphemerals(id));
    const { holder } = session;
    session.holder = undefined;
    this.#commits.whenDurable(() => holder?.lost('ended'));
  }

  /** The service as `session`'s client sees it; `onEvent` is told of what it watches. */
  viewFor(
    session: Session,
    identities: readonly Identity[],
    onEvent: (event: WatchEvent, zxid: number) => void,
  ): ClientView {
    return new ClientView(this.#ground, session, identities, (event, zxid) => {
      this.#commits.whenDurable((durable) => {
        if (durable) onEvent(event, zxid);
      });
    });
  }

  /** Forgets the watches of a client that is gone. */
  dropView(view: ClientView): void {
    this.#watches.removeSink(view);
  }

  /**
   * Lets `work` act for a client, and calls `done` with how it ended when that is durable. Calls of `done` and
   * of watchers come in the order in which things happened.
   */
  perform<T>(view: ClientView, work: (view: ClientView) => T, done: (outcome: Outcome<T>) => void) {
    const outcome = this.#attempt(view, work);
    this.#commits.whenDurable((durable) =>
      done(durable ? outcome : { zxid: outcome.zxid, error: new ZooKeeperError('CONNECTIONLOSS') }),
    );
  }

  /** Calls `tell` once everything done so far is durable, with true, or cannot become so, with false. */
  whenDurable(tell: (durable: boolean) => void): void {
    this.#commits.whenDurable(tell);
  }

  /** Stops when what was changed is durable. Sessions live on in the store; the store is the caller's to close. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#stop();
    await this.#commits.idle();
  }

  #attempt<T>(view: ClientView, work: (view: ClientView) => T): Outcome<T> {
    try {
      if (this.#closed) throw new ZooKeeperError('CONNECTIONLOSS');
      if (this.#sessions.get(view.session.id) !== view.session) {
        throw new ZooKeeperError('SESSIONEXPIRED');
      }
      const value = work(view);
      return { zxid: this.#lastZxid, value };
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      return { zxid: this.#lastZxid, error };
    }
  }

  #transact<T>(view: ClientView, work: (transaction: Transaction) => T): T {
    return this.#apply({ session: view.session.id, identities: view.identities }, work);
  }

  #applyForService(work: (transaction: Transaction) => void): void {
    this.#apply({ session: 0n, identities: [] }, work);
  }

  #apply<T>(
    who: { session: bigint; identities: readonly Identity[] },
    work: (transaction: Transaction) => T,
  ): T {
    const zxid = this.#lastZxid + 1;
    const transaction = new Transaction(this.#tree, { ...who, zxid, time: this.#clock.now() });
    let result: T;
    try {
      result = work(transaction);
    } catch (error) {
      transaction.rollBack();
      throw error;
    }
    if (transaction.touched.size > 0) {
      this.#lastZxid = zxid;
      this.#commits.changedZnodes(transaction.touched);
      for (const change of transaction.changes) this.#watches.trigger(change);
    }
    return result;
  }

  #expire(session: Session): void {
    this.#logger.info(
      `Session 0x${session.id.toString(16)} has expired: nothing heard for ${session.timeout} ms.`,
    );
    this.endSession(session.id);
  }

  #scheduleReaper(): void {
    this.#reaper = this.#clock.after(this.#reapInterval, () => {
      this.#reap();
      this.#scheduleReaper();
    });
  }

  /** Apache ZooKeeper's `ContainerManager`: each znode goes in a transaction of its own. */
  #reap(): void {
    const now = this.#clock.now();
    for (const path of [...this.#tree.reapable()]) {
      const { ephemeralOwner, children, creations, mtime } = this.#tree.need(path);
      if ((children?.size ?? 0) > 0) continue;
      const age = now - mtime;
      const over =
        ownerKind(ephemeralOwner) === 'ttl'
          ? age > ttlOf(ephemeralOwner)
          : creations > 0 || age > NEVER_USED_MS;
      if (over) this.#applyForService((transaction) => transaction.reap(path));
    }
  }

  /** Whether to try again: clients wait while the disk is full, and lose nothing. */
  async #onWriteFailure(
    error: unknown,
    onFailure: ((error: unknown) => void) | undefined,
  ): Promise<boolean> {
    const cause = error instanceof Error ? error.message : String(error);
    if (error instanceof StoreError && error.kind === 'disk-full' && !this.#closed) {
      if (!this.#diskFull) {
        this.#logger.error(`The coordination service waits for room on the disk. ${cause}`);
      }
      this.#diskFull = true;
      await sleep(this.#clock, DISK_FULL_PAUSE_MS);
      return true;
    }
    if (!this.#closed) onFailure?.(error);
    this.#logger.error(`The coordination service stops: its store cannot be written. ${cause}`);
    this.#stop();
    return false;
  }

  #stop(): void {
    this.#closed = true;
    this.#reaper?.cancel();
    this.#sessions.close();
  }

  #clampTimeout(timeout: number): number {
    return Math.min(Math.max(timeout, this.minSessionTimeout), this.maxSessionTimeout);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
