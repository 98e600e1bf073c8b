import type { Connection } from '../connections/connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { t } from '../l10n.ts';
import { Signal } from '../signal.ts';
import { LOCAL } from './cluster-id.ts';
import { KafkaClient } from './kafka-client.ts';

/** A cluster that can be spoken to. */
export interface ReachableCluster {
  /** `LOCAL`, or a connection's id. */
  readonly id: string;
  readonly name: string;
  readonly kafka: KafkaClient;
  /** Absent for the local one. */
  readonly connection?: Connection;
}

/** All clusters that can be spoken to: the local one while it runs, and those that the user has told of. */
export class Clusters {
  /** Fires when there are others, or one is reached otherwise. */
  readonly changed = new Signal<void>();
  readonly #script: string;
  readonly #store: ConnectionStore;
  readonly #subscription: { dispose(): void };
  #local: KafkaClient | undefined;
  #connected = new Map<string, ReachableCluster & { readonly connection: Connection }>();

  /** `script` is the client's worker. */
  constructor(script: string, store: ConnectionStore) {
    this.#script = script;
    this.#store = store;
    this.#subscription = store.changed.on(() => this.#onConnectionsChanged());
    this.#connect();
  }

  /** The client of the local cluster, while it runs. */
  get local(): KafkaClient | undefined {
    return this.#local;
  }

  /** Those that the user has told of. */
  get connected(): readonly (ReachableCluster & { readonly connection: Connection })[] {
    return [...this.#connected.values()];
  }

  /** The local one first, if it runs. */
  get all(): readonly ReachableCluster[] {
    const local = this.get(LOCAL);
    return local === undefined ? this.connected : [local, ...this.connected];
  }

  get(id: string): ReachableCluster | undefined {
    if (id !== LOCAL) return this.#connected.get(id);
    if (this.#local === undefined) return undefined;
    return { id, name: t('Local Cluster'), kafka: this.#local };
  }

  /** As `get`. @throws Error that says to the user why it cannot be spoken to */
  reachable(id: string): ReachableCluster {
    const found = this.get(id);
    if (found === undefined) throw new Error(absence(id));
    return found;
  }

  /** The local cluster runs there from now on, or nowhere. */
  setLocal(bootstrap: string | undefined): void {
    this.#local?.dispose();
    this.#local =
      bootstrap === undefined
        ? undefined
        : new KafkaClient(this.#script, { 'bootstrap.servers': bootstrap });
    this.changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#local?.dispose();
    for (const { kafka } of this.#connected.values()) kafka.dispose();
    this.changed.dispose();
  }

  #onConnectionsChanged(): void {
    this.#connect();
    this.changed.fire();
  }

  /** Connections that stay the same keep their clients. */
  #connect(): void {
    const before = this.#connected;
    this.#connected = new Map();
    for (const connection of this.#store.all) {
      const { id, name, properties } = connection;
      const known = before.get(id);
      if (known?.connection.revision === connection.revision) {
        this.#connected.set(id, known);
        before.delete(id);
        continue;
      }
      const secrets = async () => (await this.#store.secrets(id)).properties;
      const kafka = new KafkaClient(this.#script, properties, secrets);
      this.#connected.set(id, { id, name, kafka, connection });
    }
    for (const { kafka } of before.values()) kafka.dispose();
  }
}

/** Why a cluster cannot be spoken to. */
export function absence(id: string): string {
  return id === LOCAL ? t('No cluster is running.') : t('This cluster is not connected any more.');
}
