import type { Coordination } from '../../zookeeper/coordination.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { configZnode } from '../metadata/znodes.ts';
import type { BrokerConfig } from './broker-config.ts';
import type { ConfigChanges } from './config-changes.ts';

/** One broker, or all of them. */
export type BrokerScope = 'broker' | 'cluster';

/** What has been altered on running brokers (KIP-226): `/config/brokers/N` and `/config/brokers/<default>`. */
export class BrokerConfigs {
  readonly #coordination: Coordination;
  readonly #entities: Record<BrokerScope, string>;
  readonly #config: BrokerConfig;

  constructor(coordination: Coordination, brokerId: number, config: BrokerConfig) {
    this.#coordination = coordination;
    this.#entities = { broker: `brokers/${brokerId}`, cluster: 'brokers/<default>' };
    this.#config = config;
  }

  /** Takes up what has been altered before this broker was started. @throws ZooKeeperError, ZnodeError */
  async load(): Promise<void> {
    await Promise.all(Object.values(this.#entities).map((entity) => this.take(entity)));
  }

  /**
   * Takes up what has been altered, if the entity is this broker or all brokers.
   * @returns whether it is.
   * @throws ZooKeeperError, ZnodeError
   */
  async take(entityPath: string): Promise<boolean> {
    for (const scope of ['broker', 'cluster'] as const) {
      if (this.#entities[scope] !== entityPath) continue;
      const path = paths.config(entityPath);
      const found = await unlessMissing(this.#coordination.getData(path));
      this.#config.setDynamic(scope, found ? configZnode.decode(path, found.data) : {});
      return true;
    }
    return false;
  }

  /** Alters what is set for this broker or for all. @throws ZooKeeperError, what `change` throws */
  alter(
    changes: ConfigChanges,
    scope: BrokerScope,
    change: (own: Readonly<Record<string, string>>) => Record<string, string> | undefined,
  ): Promise<void> {
    return changes.alter(this.#entities[scope], change);
  }
}
