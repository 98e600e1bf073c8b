import { callEach } from './call-each.ts';
import type { ClientView } from './client-view.ts';
import type {
  AddWatchMode,
  Coordination,
  CreateOptions,
  Operation,
  OperationResult,
  SessionState,
  Watcher,
} from './coordination.ts';
import type { CoordinationService } from './coordination-service.ts';
import { digestIdentity } from './digest.ts';
import { ZooKeeperError } from './errors.ts';
import type { Session } from './sessions.ts';
import { WatcherRegistry } from './watcher-registry.ts';
import type { Acl, Stat } from './znode.ts';

/** How long its session outlives the process, should that die, in milliseconds. */
const TIMEOUT_MS = 4_000;

/** A session with a coordination service in the same process: it lasts until it is closed. */
export class LocalCoordination implements Coordination {
  readonly #service: CoordinationService;
  readonly #session: Session;
  readonly #view: ClientView;
  readonly #watchers = new WatcherRegistry();
  readonly #listeners = new Set<(state: SessionState) => void>();

  /**
   * Resolves when the session is durable.
   * @throws ZooKeeperError CONNECTIONLOSS from a service that has stopped.
   */
  static async open(
    service: CoordinationService,
    { timeout = TIMEOUT_MS }: { timeout?: number } = {},
  ): Promise<LocalCoordination> {
    const coordination = new LocalCoordination(service, timeout);
    await coordination.#perform(() => undefined);
    return coordination;
  }

  private constructor(service: CoordinationService, timeout: number) {
    this.#service = service;
    this.#session = service.openSession(timeout);
    this.#session.holder = { lost: () => this.#tell('expired') };
    const identities = [{ scheme: 'ip', id: '127.0.0.1' }];
    this.#view = service.viewFor(this.#session, identities, (event) =>
      this.#watchers.dispatch(event),
    );
  }

  get sessionId(): bigint {
    return this.#session.id;
  }

  async create(path: string, data: Uint8Array | null, options?: CreateOptions): Promise<string> {
    const created = await this.#perform((view) => view.create(path, data, options));
    return created.path;
  }

  delete(path: string, version?: number): Promise<void> {
    return this.#perform((view) => view.delete(path, version));
  }

  exists(path: string, watcher?: Watcher): Promise<Stat | undefined> {
    return this.#perform(
      (view) => view.exists(path, watcher !== undefined),
      (stat) => {
        if (watcher) this.#watchers.add(stat === undefined ? 'exists' : 'data', path, watcher);
      },
    );
  }

  getData(path: string, watcher?: Watcher): Promise<{ data: Uint8Array | null; stat: Stat }> {
    return this.#perform(
      (view) => view.getData(path, watcher !== undefined),
      () => {
        if (watcher) this.#watchers.add('data', path, watcher);
      },
    );
  }

  setData(path: string, data: Uint8Array | null, version?: number): Promise<Stat> {
    return this.#perform((view) => view.setData(path, data, version));
  }

  getChildren(path: string, watcher?: Watcher): Promise<{ children: string[]; stat: Stat }> {
    return this.#perform(
      (view) => view.getChildren(path, watcher !== undefined),
      () => {
        if (watcher) this.#watchers.add('children', path, watcher);
      },
    );
  }

  multi(operations: readonly Operation[]): Promise<OperationResult[]> {
    return this.#perform((view) => view.multi(operations));
  }

  addWatch(path: string, mode: AddWatchMode, watcher: Watcher): Promise<void> {
    return this.#perform(
      (view) => view.addWatch(path, mode),
      () => this.#watchers.add(mode, path, watcher),
    );
  }

  removeWatches(path: string): Promise<void> {
    return this.#perform(
      (view) => view.removeWatches(path, ['data', 'children', 'persistent', 'persistentRecursive']),
      () => this.#watchers.removeAll(path),
    );
  }

  getAcl(path: string): Promise<{ acl: Acl[]; stat: Stat }> {
    return this.#perform((view) => view.getAcl(path));
  }

  setAcl(path: string, acl: readonly Acl[], version?: number): Promise<Stat> {
    return this.#perform((view) => view.setAcl(path, acl, version));
  }

  addAuth(scheme: string, auth: Uint8Array): Promise<void> {
    return this.#perform((view) => {
      if (scheme !== 'digest') throw new ZooKeeperError('AUTHFAILED');
      view.identities.push(digestIdentity(auth));
    });
  }

  sync(path: string): Promise<string> {
    return this.#perform(() => path);
  }

  onState(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#session.holder = undefined;
    this.#service.endSession(this.#session.id);
    this.#service.dropView(this.#view);
    await new Promise<void>((resolve) => {
      this.#service.whenDurable(() => resolve());
    });
  }

  #perform<T>(work: (view: ClientView) => T, onSuccess?: (value: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#service.perform(this.#view, work, (outcome) => {
        if ('error' in outcome) {
          reject(outcome.error);
          return;
        }
        onSuccess?.(outcome.value);
        resolve(outcome.value);
      });
    });
  }

  #tell(state: SessionState): void {
    this.#service.dropView(this.#view);
    callEach([...this.#listeners], state);
  }
}
