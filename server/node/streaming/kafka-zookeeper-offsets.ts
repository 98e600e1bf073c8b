import type {
  PartitionOffset,
  TopicPartition,
  ZooKeeperOffsets,
} from '../../streaming/kafka/kafka-client.ts';
import type { ZooKeeperClient } from '../../zookeeper/client.ts';
import { ZooKeeperError } from '../../zookeeper/errors.ts';
import { connectZooKeeper } from '../kafka/zookeeper.ts';
import { UserError } from '../user-error.ts';

/**
 * A group's offsets in ZooKeeper, `/consumers/GROUP/offsets/TOPIC/PARTITION` with the number as text, where Kafka's old
 * consumer kept them (kafka.utils.ZkUtils, ZKGroupTopicDirs).
 */
export class OffsetsInZooKeeper implements ZooKeeperOffsets {
  readonly #quorum: string;
  readonly #group: string;
  #client: Promise<ZooKeeperClient> | undefined;

  /** @param quorum `host:port[,host:port…][/chroot]` */
  constructor(quorum: string, group: string) {
    this.#quorum = quorum;
    this.#group = group;
  }

  async committed(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return await this.#with(async (client) => {
      const found: PartitionOffset[] = [];
      for (const { topic, partition } of partitions) {
        const data = await dataAt(client, this.#pathOf({ topic, partition }));
        const offset = Number.parseInt(data ?? '', 10);
        if (offset >= 0) found.push({ topic, partition, offset });
      }
      return found;
    });
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#with(async (client) => {
      for (const each of offsets) await put(client, this.#pathOf(each), String(each.offset));
    });
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await (await client?.catch(() => undefined))?.close();
  }

  #pathOf({ topic, partition }: TopicPartition): string {
    return `/consumers/${this.#group}/offsets/${topic}/${partition}`;
  }

  /** Does something in a session, in another one if that turns out to have ended. @throws UserError */
  async #with<T>(work: (client: ZooKeeperClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      this.#client ??= connectZooKeeper(this.#quorum);
      const session = this.#client;
      try {
        return await work(await session);
      } catch (error) {
        if (this.#client === session) await this.close();
        const isLost = error instanceof ZooKeeperError && LOST.includes(error.code);
        if (isLost && attempt < ATTEMPTS) continue;
        if (!(error instanceof ZooKeeperError)) throw error;
        throw new UserError(`ZooKeeper at ${this.#quorum}: ${error.message}`, { cause: error });
      }
    }
  }
}

const ATTEMPTS = 3;
const LOST: readonly string[] = ['CONNECTIONLOSS', 'SESSIONEXPIRED'];

async function dataAt(client: ZooKeeperClient, path: string): Promise<string | undefined> {
  try {
    const { data } = await client.getData(path);
    return new TextDecoder().decode(data ?? new Uint8Array());
  } catch (error) {
    if (error instanceof ZooKeeperError && error.code === 'NONODE') return undefined;
    throw error;
  }
}

/** Sets a znode, making it and those above where they are missing. */
async function put(client: ZooKeeperClient, path: string, text: string): Promise<void> {
  const data = new TextEncoder().encode(text);
  try {
    await client.setData(path, data);
  } catch (error) {
    if (!(error instanceof ZooKeeperError && error.code === 'NONODE')) throw error;
    const names = path.split('/').slice(1);
    for (let depth = 1; depth <= names.length; depth++) {
      const isLast = depth === names.length;
      await create(client, `/${names.slice(0, depth).join('/')}`, isLast ? data : null);
    }
  }
}

async function create(
  client: ZooKeeperClient,
  path: string,
  data: Uint8Array | null,
): Promise<void> {
  try {
    await client.create(path, data);
  } catch (error) {
    if (!(error instanceof ZooKeeperError && error.code === 'NODEEXISTS')) throw error;
  }
}
