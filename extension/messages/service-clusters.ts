import type { ServiceCluster } from '../../server/contract/messages/service.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { Registries } from './registries.ts';

/** Clusters as the process that reads and sends records is told of them: what is secret of them included. */
export class ServiceClusters {
  readonly #connections: Pick<ConnectionStore, 'secrets'>;
  readonly #registries: Pick<Registries, 'of'>;

  constructor(connections: Pick<ConnectionStore, 'secrets'>, registries: Pick<Registries, 'of'>) {
    this.#connections = connections;
    this.#registries = registries;
  }

  /** What the process needs in order to reach a cluster. It must go nowhere else. */
  async of(cluster: ReachableCluster): Promise<ServiceCluster> {
    const { id, name, kafka, connection } = cluster;
    const registry = await this.#registries.of(cluster);
    const properties =
      connection === undefined
        ? { 'bootstrap.servers': kafka.bootstrap }
        : { ...connection.properties, ...(await this.#connections.secrets(id)).properties };
    return {
      ...{ name, properties },
      readOnly: connection?.readOnly ?? false,
      ...(registry !== undefined && { registry }),
    };
  }
}
