import type { Coordination } from '../../zookeeper/coordination.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { configZnode, paths } from '../metadata/znodes.ts';
import { Turns } from '../turns.ts';
import type { BrokerConfig } from './broker-config.ts';

type Scope = 'broker' | 'cluster';

/** What has been altered on running brokers (KIP-226): `/config/brokers/N` and `/config/brokers/<default>`. */
export class BrokerConfigs {
  readonly #coordination: Coordination;
  readonly #paths: Record<Scope, string>;
  readonly #config: BrokerConfig;
  readonly #onChange: () => Promise<void>;
  readonly #turns = new Turns();

  constructor(
    coordination: Coordination,
    brokerId: number,
    config: BrokerConfig,
    onChange: () => Promise<void>,
  ) {
    this.#coordination = coordination;
    this.#paths = {
      broker: paths.brokerConfig(brokerId),
      cluster: paths.brokerConfig('<default>'),
    };
    this.#config = config;
    this.#onChange = onChange;
  }

  async load(): Promise<void> {
    for (const scope of ['broker', 'cluster'] as const) {
      this.#config.setDynamic(scope, await this.#read(scope));
    }
  }

  /** Two that alter at once do not undo each other's changes. @throws ZooKeeperError, what `change` throws */
  alter(
    scope: Scope,
    change: (own: Readonly<Record<string, string>>) => Record<string, string>,
    validateOnly: boolean,
  ): Promise<void> {
    return this.#turns.take(scope, async () => {
      const values = change(await this.#read(scope));
      if (validateOnly) return;
      const path = this.#paths[scope];
      const data = configZnode.encode(values);
      const set = await unlessMissing(this.#coordination.setData(path, data));
      if (set === undefined) await this.#coordination.create(path, data);
      this.#config.setDynamic(scope, values);
      await this.#onChange();
    });
  }

  async #read(scope: Scope): Promise<Record<string, string>> {
    const path = this.#paths[scope];
    const found = await unlessMissing(this.#coordination.getData(path));
    return found ? configZnode.decode(path, found.data) : {};
  }
}
