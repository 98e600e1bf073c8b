import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { type Coordination, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { numberZnode } from '../metadata/znodes.ts';
import type { TopicPartition } from './committed-offsets.ts';

/**
 * Offsets where consumers kept them before groups had a coordinator, as decimal text in
 * `/consumers/GROUP/offsets/TOPIC/PARTITION`: what version 0 of OffsetCommit and OffsetFetch mean, and what
 * the oldest consumers write there themselves (kafka.zk.KafkaZkClient).
 */
export class ZookeeperOffsets {
  readonly #coordination: Coordination;

  constructor(coordination: Coordination) {
    this.#coordination = coordination;
  }

  /** Undefined where none is kept. @throws KafkaError INVALID_GROUP_ID, ZooKeeperError, ZnodeError */
  async get(groupId: string, of: TopicPartition): Promise<number | undefined> {
    const path = pathOf(groupId, of);
    try {
      const { data } = await this.#coordination.getData(path);
      return numberZnode.decode(path, data);
    } catch (error) {
      if (error instanceof ZooKeeperError && error.code === 'NONODE') return undefined;
      throw error;
    }
  }

  /** @throws KafkaError INVALID_GROUP_ID, ZooKeeperError */
  async set(groupId: string, of: TopicPartition, offset: number): Promise<void> {
    const path = pathOf(groupId, of);
    const data = numberZnode.encode(offset);
    try {
      await this.#coordination.setData(path, data);
    } catch (error) {
      if (!(error instanceof ZooKeeperError && error.code === 'NONODE')) throw error;
      await this.#createWithParents(path, data);
    }
  }

  async #createWithParents(path: string, data: Uint8Array): Promise<void> {
    for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
      await this.#createUnlessThere(path.slice(0, end), null);
    }
    // Another client may have been quicker, with an offset of its own.
    if (!(await this.#createUnlessThere(path, data))) await this.#coordination.setData(path, data);
  }

  async #createUnlessThere(path: string, data: Uint8Array | null): Promise<boolean> {
    try {
      await this.#coordination.create(path, data);
      return true;
    } catch (error) {
      if (error instanceof ZooKeeperError && error.code === 'NODEEXISTS') return false;
      throw error;
    }
  }
}

function pathOf(groupId: string, { topic, partition }: TopicPartition): string {
  // Anything else would be a path of its own, or none at all.
  if (groupId === '' || groupId.includes('/') || groupId === '.' || groupId === '..') {
    throw new KafkaError(ErrorCode.INVALID_GROUP_ID);
  }
  return `/consumers/${groupId}/offsets/${topic}/${partition}`;
}
