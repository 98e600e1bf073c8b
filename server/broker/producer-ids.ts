import { type Coordination, ZooKeeperError } from '../zookeeper/coordination.ts';
import { paths } from './metadata/znode-paths.ts';
import { producerIdBlockZnode } from './metadata/znodes.ts';

const BLOCK_SIZE = 1000;

/**
 * Gives out producer ids that no broker of the cluster has given out before: takes blocks of a thousand
 * from the coordination service (kafka.coordinator.transaction.ZkProducerIdManager).
 */
export class ProducerIds {
  readonly #coordination: Coordination;
  readonly #broker: number;
  #next = 0;
  #end = -1;
  #fetching: Promise<void> | undefined;

  constructor(coordination: Coordination, broker: number) {
    this.#coordination = coordination;
    this.#broker = broker;
  }

  async next(): Promise<number> {
    while (this.#next > this.#end) {
      this.#fetching ??= this.#takeBlock().finally(() => {
        this.#fetching = undefined;
      });
      await this.#fetching;
    }
    return this.#next++;
  }

  async #takeBlock(): Promise<void> {
    for (;;) {
      const { data, stat } = await this.#coordination.getData(paths.producerIds);
      const first = data === null || data.length === 0;
      const start = first ? 0 : producerIdBlockZnode.decode(paths.producerIds, data).end + 1;
      const block = { broker: this.#broker, start, end: start + BLOCK_SIZE - 1 };
      try {
        const encoded = producerIdBlockZnode.encode(block);
        await this.#coordination.setData(paths.producerIds, encoded, stat.version);
      } catch (error) {
        // Another broker was faster: its block is not ours.
        if (error instanceof ZooKeeperError && error.code === 'BADVERSION') continue;
        throw error;
      }
      this.#next = block.start;
      this.#end = block.end;
      return;
    }
  }
}
