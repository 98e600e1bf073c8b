import type {
  ClusterConfig,
  ClusterFailure,
  ClusterState,
  ClusterStatus,
  ControlMethod,
  ControlMethods,
  LogLine,
} from '../../server/contract/control.ts';
import { t } from '../l10n.ts';
import { Signal } from '../signal.ts';
import { type ControlClient, failureOf } from './control-client.ts';
import type { HostAccess } from './host-access.ts';

/** After this long without a running cluster the host is let go, and ends with its last window. */
const IDLE_RELEASE = 10_000;

/**
 * The life of the local cluster as this window sees it. Another window may start and stop it as
 * well: whoever is attached hears of it.
 */
export class LocalCluster {
  /** Fires after every change of `state`, `status` or `failure`. */
  readonly changed = new Signal<void>();
  readonly logged = new Signal<LogLine>();
  readonly #access: HostAccess;
  readonly #idleRelease: number;
  #client: ControlClient | undefined;
  #attaching: Promise<void> | undefined;
  #state: ClusterState | undefined;
  #status: ClusterStatus | undefined;
  #failure: ClusterFailure | undefined;
  #releaseTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  #attachedAt = 0;
  #lastLine = 0;

  constructor(access: HostAccess, idleRelease = IDLE_RELEASE) {
    this.#access = access;
    this.#idleRelease = idleRelease;
  }

  /** Undefined until someone has looked for a running host. */
  get state(): ClusterState | undefined {
    return this.#state;
  }

  /** The host's last word; undefined without a host. */
  get status(): ClusterStatus | undefined {
    return this.#status;
  }

  /** Why it is `failed`. */
  get failure(): ClusterFailure | undefined {
    return this.#state === 'failed' ? this.#failure : undefined;
  }

  /** `host:port[,…]` while at least one broker runs. */
  get bootstrap(): string | undefined {
    return (this.#state === 'running' && this.#status?.bootstrap) || undefined;
  }

  /** Tells one run of the cluster from the next, whichever brokers come and go meanwhile. */
  get run(): string {
    const { pid, startedAt } = this.#status ?? {};
    return `${pid} ${startedAt}`;
  }

  /** Joins the host that runs, if one does. Never starts one, never throws. */
  attach(): Promise<void> {
    if (this.#client !== undefined || this.#disposed) return Promise.resolve();
    this.#attaching ??= this.#find().finally(() => {
      this.#attaching = undefined;
    });
    return this.#attaching;
  }

  /** Starts the cluster, and a host if none runs. @throws ControlError */
  async start(config: ClusterConfig): Promise<void> {
    await this.#run('starting', (client) => client.call('start', { config }));
  }

  /** Stops and starts it again, with `config` if given, else as it ran. @throws ControlError */
  async restart(config?: ClusterConfig): Promise<void> {
    await this.#run('stopping', (client) =>
      client.call('restart', config === undefined ? {} : { config }),
    );
  }

  /** Stops it for all windows. @throws ControlError */
  async stop(): Promise<void> {
    if (this.#client === undefined) return this.#set('stopped');
    await this.#run('stopping', (client) => client.call('stop', {}));
  }

  /** Starts a broker that has ended, of a cluster that runs. @throws ControlError */
  startBroker(id: number): Promise<void> {
    return this.#change('startBroker', { id });
  }

  /** Stops a broker cleanly: another takes over what it leads. @throws ControlError */
  stopBroker(id: number): Promise<void> {
    return this.#change('stopBroker', { id });
  }

  /** Stops a broker, if it runs, and starts it. @throws ControlError */
  restartBroker(id: number): Promise<void> {
    return this.#change('restartBroker', { id });
  }

  /** Ends a broker as `kill -9` would. @throws ControlError */
  killBroker(id: number): Promise<void> {
    return this.#change('killBroker', { id });
  }

  /** Starts one more broker. Resolves to its id. @throws ControlError */
  async addBroker(): Promise<number | undefined> {
    const before = this.#status?.brokers.map(({ id }) => id) ?? [];
    await this.#change('addBroker', {});
    return this.#status?.brokers.find(({ id }) => !before.includes(id))?.id;
  }

  /** Stops a broker for good and deletes its data; by force also where records are lost. @throws ControlError */
  removeBroker(id: number, force: boolean): Promise<void> {
    return this.#change('removeBroker', { id, force });
  }

  /** Leaves the host, which goes on while other windows need it. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#releaseTimer);
    this.#client?.dispose();
    this.changed.dispose();
    this.logged.dispose();
  }

  /** One change of a cluster that runs. */
  async #change<M extends ControlMethod>(
    method: M,
    params: ControlMethods[M]['params'],
  ): Promise<void> {
    const status = await this.#client?.call(method, params);
    if (status !== undefined) this.#onStatus(status);
  }

  async #find(): Promise<void> {
    try {
      const found = await this.#access.find();
      if (found === undefined) this.#set(this.#state ?? 'stopped');
      else this.#adopt(found.client, found.greeting);
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  async #run(
    meanwhile: ClusterState,
    request: (client: ControlClient) => Promise<ClusterStatus>,
  ): Promise<void> {
    this.#set(meanwhile);
    try {
      await this.#attaching;
      if (this.#client === undefined) {
        const { client, greeting } = await this.#access.findOrStart();
        this.#listen(client, greeting);
      }
      const client = this.#client as ControlClient | undefined;
      if (client === undefined) throw new Error(t('This window is closing.'));
      this.#onStatus(await request(client));
    } catch (error) {
      this.#fail(failureOf(error));
      throw error;
    }
  }

  #adopt(client: ControlClient, greeting: ClusterStatus): void {
    this.#listen(client, greeting);
    this.#onStatus(greeting);
  }

  #listen(client: ControlClient, greeting: ClusterStatus): void {
    if (this.#disposed) {
      client.dispose();
      return;
    }
    this.#client = client;
    this.#status = greeting;
    this.#attachedAt = Date.now();
    client.listen({
      onStatus: (status) => this.#onStatus(status),
      onLog: (line) => this.#onLog(line),
      onClosed: () => this.#onClosed(),
    });
  }

  #onStatus(status: ClusterStatus): void {
    this.#status = status;
    this.#failure = status.failure;
    this.#set(status.state);
  }

  /** The host sends its log so far to whoever attaches, also to those who were attached before. */
  #onLog(line: LogLine): void {
    if (line.time <= this.#lastLine && line.time < this.#attachedAt) return;
    this.#lastLine = Math.max(this.#lastLine, line.time);
    this.logged.fire(line);
  }

  #onClosed(): void {
    this.#client = undefined;
    this.#status = undefined;
    if (this.#disposed) return;
    if (this.#state === 'running' || this.#state === 'starting') {
      this.#fail({
        kind: 'other',
        message: t('The cluster host ended unexpectedly. What was acknowledged is on disk.'),
      });
    } else if (this.#state !== 'failed') {
      this.#set('stopped');
    }
  }

  #fail(failure: ClusterFailure): void {
    this.#failure = failure;
    this.#set('failed');
  }

  #set(state: ClusterState): void {
    if (this.#disposed) return;
    this.#state = state;
    clearTimeout(this.#releaseTimer);
    if (this.#client !== undefined && (state === 'stopped' || state === 'failed')) {
      this.#releaseTimer = setTimeout(() => this.#client?.dispose(), this.#idleRelease);
    }
    this.changed.fire();
  }
}
