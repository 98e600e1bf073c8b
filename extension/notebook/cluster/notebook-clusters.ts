import type { KernelCluster } from '../../../server/contract/kernel.ts';
import { LOCAL } from '../../clusters/cluster-id.ts';
import { spokenName } from '../../clusters/cluster-name.ts';
import type { LocalCluster } from '../../clusters/local-cluster.ts';
import type { Connection } from '../../connections/connection.ts';
import type { ConnectionStore } from '../../connections/connection-store.ts';
import { t } from '../../l10n.ts';
import { Signal } from '../../signal.ts';
import type { ClusterChoice, ClusterChoices } from './cluster-choices.ts';

/** A cluster that notebooks may have. */
export interface NotebookCluster extends ClusterChoice {
  /** Absent for the local one, and for one whose connection was removed. */
  readonly connection?: Connection;
  /** Its connection is there no more; notebooks stay with it until another is chosen for them. */
  readonly isRemoved: boolean;
}

export interface NotebookClustersOptions {
  readonly local: Pick<LocalCluster, 'bootstrap' | 'status' | 'changed'>;
  readonly connections: Pick<ConnectionStore, 'all' | 'get' | 'secrets' | 'changed'>;
  readonly choices: ClusterChoices;
}

/** The clusters of notebooks: the local one unless another is chosen. */
export class NotebookClusters {
  /** Fires when there are others, a notebook has another, or one is reached otherwise. */
  readonly changed = new Signal<void>();
  readonly #options: NotebookClustersOptions;
  readonly #subscriptions: { dispose(): void }[];

  constructor(options: NotebookClustersOptions) {
    this.#options = options;
    const { local, connections, choices } = options;
    this.#subscriptions = [local, connections, choices].map(({ changed }) =>
      changed.on(() => this.changed.fire()),
    );
  }

  /** Those that can be chosen, the local one first, and those that notebooks have though their connections were removed. */
  get all(): readonly NotebookCluster[] {
    const { connections, choices } = this.#options;
    const known = [LOCAL, ...connections.all.map(({ id }) => id)];
    const gone = new Map(
      Object.values(choices.all)
        .filter(({ id }) => !known.includes(id))
        .map((choice) => [choice.id, choice]),
    );
    return [
      { id: LOCAL, name: t('Local Cluster'), isRemoved: false },
      ...connections.all.map(connected),
      ...Array.from(gone.values(), (choice) => ({ ...choice, isRemoved: true })),
    ];
  }

  /** A notebook's, by the notebook's address. */
  of(notebook: string): NotebookCluster {
    const choice = this.#options.choices.of(notebook);
    if (choice === undefined) return { id: LOCAL, name: t('Local Cluster'), isRemoved: false };
    const connection = this.#options.connections.get(choice.id);
    return connection === undefined ? { ...choice, isRemoved: true } : connected(connection);
  }

  /** Another cluster for a notebook. */
  async choose(notebook: string, { id, name }: ClusterChoice): Promise<void> {
    await this.#options.choices.choose(notebook, { id, name });
  }

  /** A notebook, or a folder of notebooks, has another address. */
  async moved(from: string, to: string): Promise<void> {
    await this.#options.choices.moved(from, to);
  }

  /** A notebook is no more. */
  async forget(notebook: string): Promise<void> {
    await this.#options.choices.forget(notebook);
  }

  /** A notebook's cluster as its kernel has to know it, with credentials from the keychain. Never rejects. */
  async kernelClusterOf(notebook: string): Promise<KernelCluster> {
    return this.kernelCluster(this.of(notebook));
  }

  /** The same of any of them. */
  async kernelCluster({ id, name, connection }: NotebookCluster): Promise<KernelCluster> {
    if (id === LOCAL) return localCluster(this.#options.local);
    const nowhere = { id, name, bootstrap: '', isRemote: true };
    if (connection === undefined) return { ...nowhere, problem: removed(name) };
    const { 'bootstrap.servers': bootstrap = '', ...properties } = connection.properties;
    try {
      const secrets = await this.#options.connections.secrets(id);
      return {
        ...{ id, name, bootstrap, isRemote: true, readOnly: connection.readOnly },
        properties: { ...properties, ...secrets.properties },
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const problem = t("The credentials of '{0}' cannot be read: {1}", name, reason);
      return { ...nowhere, problem };
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

/** What to do about a notebook whose cluster's connection is gone. */
export function removed(name: string): string {
  return t(
    "The connection '{0}', which this notebook has for its cluster, was removed. Select another cluster in the notebook's toolbar.",
    name,
  );
}

/** Without addresses while it does not run. */
function localCluster({ bootstrap, status }: NotebookClustersOptions['local']): KernelCluster {
  const local = { id: LOCAL, name: t('Local Cluster') };
  if (bootstrap === undefined) return { ...local, bootstrap: '' };
  const { zookeeper } = status ?? {};
  return { ...local, bootstrap, ...(zookeeper ? { zookeeper } : {}) };
}

function connected(connection: Connection): NotebookCluster {
  return { id: connection.id, name: connection.name, connection, isRemoved: false };
}

/** What a cluster is called where that it is of production has to be seen. */
export function shownName({ name, connection }: NotebookCluster): string {
  return connection === undefined ? name : spokenName(connection);
}
