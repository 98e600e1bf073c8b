import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Address, Transport } from '../ports/transport.ts';
import { ClientSession } from './client-session.ts';
import { restoringRequests } from './client-watches.ts';
import { Chroot } from './connect-string.ts';
import type {
  AddWatchMode,
  Coordination,
  CreateOptions,
  Operation,
  OperationResult,
  SessionState,
  Watcher,
} from './coordination.ts';
import { type ErrorName, MultiError, ZooKeeperError } from './errors.ts';
import { Xid } from './messages.ts';
import { type MultiResult, multiItem } from './multi.ts';
import * as ops from './operations.ts';
import { validatePath } from './paths.ts';
import { validateNewPath } from './transactions.ts';
import { WatcherRegistry } from './watcher-registry.ts';
import { type Acl, openAcl, type Stat } from './znode.ts';

export interface ZooKeeperClientOptions {
  readonly servers: readonly Address[];
  /** The znode that is `/` to this client; default the root. It is not made if it does not exist. */
  readonly chroot?: string;
  /** Milliseconds of silence after which the server ends the session; it may grant another. Default 18,000. */
  readonly sessionTimeout?: number;
  /** Milliseconds to wait for the first connection; default the session's timeout. */
  readonly connectionTimeout?: number;
  /**
   * Whether to open another session when one has expired, as Kafka's ZooKeeperClient does: `expired` is then
   * followed by `connected`, with another `sessionId`. Ephemeral znodes and watches went with the old one, and
   * are for those who hear of it to make again; identities stay.
   */
  readonly renew?: boolean;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * A session with a coordination service over the network: Millrace's or an Apache ZooKeeper. It reconnects by itself
 * and sets its watches again; requests under way when a connection breaks end in CONNECTIONLOSS, those made
 * meanwhile wait for the next one.
 */
export class ZooKeeperClient implements Coordination {
  readonly #session: ClientSession;
  #watchers = new WatcherRegistry();
  readonly #chroot: Chroot;

  /** Resolves when the session is open. @throws ZooKeeperError CONNECTIONLOSS when no server can be had in time. */
  static async connect(options: ZooKeeperClientOptions): Promise<ZooKeeperClient> {
    const { sessionTimeout = 18_000, connectionTimeout = sessionTimeout } = options;
    const client = new ZooKeeperClient(options, sessionTimeout);
    await client.#session.open(connectionTimeout);
    return client;
  }

  private constructor(options: ZooKeeperClientOptions, sessionTimeout: number) {
    const { servers, transport, clock, random, logger, chroot = '/', renew = false } = options;
    this.#chroot = new Chroot(chroot);
    this.#session = new ClientSession({
      servers,
      transport,
      clock,
      random,
      logger,
      sessionTimeout,
      onEvent: ({ type, path }) =>
        this.#watchers.dispatch({ type, path: this.#chroot.toClient(path) }),
      onResumed: (lastZxid) => this.#restoreWatches(lastZxid),
      renews: renew,
      onExpired: () => {
        this.#watchers = new WatcherRegistry();
      },
    });
  }

  get sessionId(): bigint {
    return this.#session.id;
  }

  async create(path: string, data: Uint8Array | null, options?: CreateOptions): Promise<string> {
    const { mode = 'persistent', acl = openAcl, ttl } = options ?? {};
    validateNewPath(path, mode);
    const request = { path: this.#chroot.toServer(path), data, acl, mode };
    let created: { path: string };
    if (ttl !== undefined) created = await this.#ask(path, ops.createTtl, { ...request, ttl });
    else if (mode === 'container') created = await this.#ask(path, ops.createContainer, request);
    else created = await this.#ask(path, ops.create, request);
    return this.#chroot.toClient(created.path);
  }

  async delete(path: string, version = -1): Promise<void> {
    await this.#ask(path, ops.deleteZnode, { path: this.#onServer(path), version });
  }

  async exists(path: string, watcher?: Watcher): Promise<Stat | undefined> {
    const request = { path: this.#onServer(path), watch: watcher !== undefined };
    const onReply = (error: ZooKeeperError | undefined) => {
      if (watcher === undefined) return;
      if (error === undefined) this.#watchers.add('data', path, watcher);
      else if (error.code === 'NONODE') this.#watchers.add('exists', path, watcher);
    };
    try {
      return (await this.#ask(path, ops.exists, request, onReply)).stat;
    } catch (error) {
      if (error instanceof ZooKeeperError && error.code === 'NONODE') return undefined;
      throw error;
    }
  }

  async getData(path: string, watcher?: Watcher): Promise<{ data: Uint8Array | null; stat: Stat }> {
    const request = { path: this.#onServer(path), watch: watcher !== undefined };
    return await this.#ask(path, ops.getData, request, (error) => {
      if (watcher && error === undefined) this.#watchers.add('data', path, watcher);
    });
  }

  async setData(path: string, data: Uint8Array | null, version = -1): Promise<Stat> {
    const request = { path: this.#onServer(path), data, version };
    return (await this.#ask(path, ops.setData, request)).stat;
  }

  async getChildren(path: string, watcher?: Watcher): Promise<{ children: string[]; stat: Stat }> {
    const request = { path: this.#onServer(path), watch: watcher !== undefined };
    const { children, stat } = await this.#ask(path, ops.getChildren2, request, (error) => {
      if (watcher && error === undefined) this.#watchers.add('children', path, watcher);
    });
    return { children: [...children], stat };
  }

  async multi(operations: readonly Operation[]): Promise<OperationResult[]> {
    const items = operations.map((operation) =>
      multiItem({ ...operation, path: this.#chroot.toServer(operation.path) }),
    );
    const results = await this.#ask(undefined, ops.multi, items);
    if (results.some(({ type }) => type === 'error')) {
      throw new MultiError(
        results.map(codeOf),
        operations.map(({ path }) => path),
      );
    }
    return results.map((result) => this.#resultOf(result));
  }

  async addWatch(path: string, mode: AddWatchMode, watcher: Watcher): Promise<void> {
    const request = { path: this.#onServer(path), mode: ops.addWatchModes.indexOf(mode) };
    await this.#ask(path, ops.addWatch, request, (error) => {
      if (error === undefined) this.#watchers.add(mode, path, watcher);
    });
  }

  async removeWatches(path: string): Promise<void> {
    const request = { path: this.#onServer(path), type: ops.WatcherType.any };
    await this.#ask(path, ops.removeWatches, request, (error) => {
      if (error === undefined) this.#watchers.removeAll(path);
    });
  }

  async getAcl(path: string): Promise<{ acl: Acl[]; stat: Stat }> {
    const { acl, stat } = await this.#ask(path, ops.getAcl, { path: this.#onServer(path) });
    return { acl: [...acl], stat };
  }

  async setAcl(path: string, acl: readonly Acl[], version = -1): Promise<Stat> {
    const request = { path: this.#onServer(path), acl, version };
    return (await this.#ask(path, ops.setAcl, request)).stat;
  }

  /** How many znodes there are below one, however deep. @throws NONODE */
  async getAllChildrenNumber(path: string): Promise<number> {
    const request = { path: this.#onServer(path) };
    return (await this.#ask(path, ops.getAllChildrenNumber, request)).totalNumber;
  }

  /** The session's own ephemeral znodes whose paths begin so. */
  async getEphemerals(prefix = '/'): Promise<string[]> {
    const request = { prefixPath: this.#onServer(prefix) };
    const { ephemerals } = await this.#ask(prefix, ops.getEphemerals, request);
    return ephemerals.map((path) => this.#chroot.toClient(path));
  }

  /** Whom the server takes the session for: its address, and what `addAuth` gave. */
  async whoAmI(): Promise<{ readonly scheme: string; readonly user: string }[]> {
    return [...(await this.#ask(undefined, ops.whoAmI, undefined))];
  }

  addAuth(scheme: string, auth: Uint8Array): Promise<void> {
    return this.#session.addAuth(scheme, auth);
  }

  async sync(path: string): Promise<string> {
    await this.#ask(path, ops.sync, { path: this.#onServer(path) });
    return path;
  }

  onState(listener: (state: SessionState) => void): () => void {
    return this.#session.onState(listener);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** @throws ZooKeeperError BADARGUMENTS */
  #onServer(path: string): string {
    validatePath(path);
    return this.#chroot.toServer(path);
  }

  async #ask<Request, Response>(
    path: string | undefined,
    operation: ops.WireOperation<Request, Response>,
    request: Request,
    onReply?: (error: ZooKeeperError | undefined) => void,
  ): Promise<Response> {
    try {
      return await this.#session.request(operation, request, onReply);
    } catch (error) {
      if (error instanceof ZooKeeperError) throw new ZooKeeperError(error.code, path);
      throw error;
    }
  }

  #resultOf(result: MultiResult): OperationResult {
    if (result.type === 'create') {
      return { type: 'create', path: this.#chroot.toClient(result.path) };
    }
    return result as OperationResult;
  }

  #restoreWatches(lastZxid: number): void {
    const list = this.#watchers.list();
    const onServer = (paths: readonly string[]) => paths.map((path) => this.#chroot.toServer(path));
    const requests = restoringRequests(
      {
        data: onServer(list.data),
        exists: onServer(list.exists),
        children: onServer(list.children),
        persistent: onServer(list.persistent),
        persistentRecursive: onServer(list.persistentRecursive),
      },
      lastZxid,
    );
    for (const { operation, request } of requests) {
      // Should it be lost, so is the connection, and they are set on the next.
      this.#session.request(operation, request, undefined, Xid.setWatches).catch(() => undefined);
    }
  }
}

function codeOf(result: MultiResult): ErrorName {
  return result.type === 'error' ? result.error : 'OK';
}
