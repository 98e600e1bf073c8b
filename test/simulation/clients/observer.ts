import {
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../../server/protocol/api/09-offset-fetch.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../../server/protocol/api/19-create-topics.ts';
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from '../../../server/protocol/api/46-list-partition-reassignments.ts';
import { ErrorCode, errorName } from '../../../server/protocol/errors.ts';
import { Fetcher } from './fetcher.ts';
import type { KafkaClient } from './kafka-client.ts';

/** A topic to be created. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Whoever prepares the topic, and looks at the end where everything has got to; tries until it works. */
export class Observer {
  readonly #client: KafkaClient;

  constructor(client: KafkaClient) {
    this.#client = client;
  }

  /** Resolves when every partition of the topic has a leader. */
  async createTopic(topic: NewTopic): Promise<void> {
    const { name, partitions } = topic;
    for (;;) {
      await this.#client.refresh(name);
      const numbers = Array.from({ length: partitions }, (_, partition) => partition);
      if (numbers.every((partition) => this.#client.leaderOf(name, partition))) return;
      await this.#attempt('create the topic', () => this.#create(topic));
      await this.#client.pause();
    }
  }

  /** Resolves when every replica of the topic's partitions is in sync, and none is on the move. */
  async inSync(topic: string): Promise<void> {
    for (;;) {
      const moving = await this.#attempt('ask what moves', () => this.#moving());
      const answered = await this.#client.refresh(topic);
      const { underReplicated } = this.#client;
      if (answered && moving === 0 && underReplicated.length === 0) return;
      this.#client.note(`replicas are missing of ${underReplicated.join(' ')}, ${moving} move`);
      await this.#client.pause(500);
    }
  }

  /** The brokers that have replicas of a partition. */
  replicasOf(topic: string, partition: number): readonly number[] {
    return this.#client.replicasOf(topic, partition);
  }

  /** How many partitions are being reassigned. */
  async #moving(): Promise<number> {
    const { errorCode, topics } = await this.#client.ask(
      this.#client.controller,
      listPartitionReassignmentsRequest,
      listPartitionReassignmentsResponse,
      0,
      { timeoutMs: 2_000, topics: null },
    );
    if (errorCode !== 0) throw new Error(errorName(errorCode));
    return topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
  }

  /** The end of each partition, as far as it can be read. */
  async ends(topic: string, partitions: number): Promise<Map<number, number>> {
    const fetcher = new Fetcher(this.#client, topic, false);
    const ends = new Map<number, number>();
    for (let partition = 0; partition < partitions; partition++) {
      const end = await this.#until('find an end', topic, () => fetcher.endOf(partition));
      ends.set(partition, end);
    }
    return ends;
  }

  /** Where a group has got to, by partition; −1 where it has not begun. */
  async positions(group: string, topic: string, partitions: number): Promise<Map<number, number>> {
    const partitionIndexes = Array.from({ length: partitions }, (_, partition) => partition);
    return await this.#until('find positions', topic, async () => {
      const coordinator = await this.#client.coordinatorOf(group);
      const invoked = this.#client.now();
      const answer = await this.#client.ask(
        coordinator,
        offsetFetchRequest,
        offsetFetchResponse,
        7,
        { groupId: group, topics: [{ name: topic, partitionIndexes }] },
      );
      if (answer.errorCode !== 0) throw new Error(errorName(answer.errorCode));
      const found = answer.topics[0]!.partitions;
      const failure = found.find(({ errorCode }) => errorCode !== 0)?.errorCode ?? 0;
      if (failure !== 0) throw new Error(errorName(failure));
      for (const { partitionIndex, committedOffset } of found) {
        this.#client.history.positions.push({
          by: this.#client.name,
          partition: partitionIndex,
          offset: committedOffset,
          invoked,
          answered: this.#client.now(),
        });
      }
      return new Map(found.map((it) => [it.partitionIndex, it.committedOffset]));
    });
  }

  async #create({ name, partitions, replicationFactor, config }: NewTopic): Promise<void> {
    const { topics } = await this.#client.ask(
      this.#client.controller,
      createTopicsRequest,
      createTopicsResponse,
      5,
      {
        topics: [
          {
            name,
            numPartitions: partitions,
            replicationFactor,
            assignments: [],
            configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
          },
        ],
        timeoutMs: 5_000,
      },
    );
    const errorCode = topics[0]!.errorCode;
    if (errorCode === ErrorCode.NONE || errorCode === ErrorCode.TOPIC_ALREADY_EXISTS) return;
    throw new Error(errorName(errorCode));
  }

  async #until<T>(what: string, topic: string, ask: () => Promise<T>): Promise<T> {
    for (;;) {
      const found = await this.#attempt(what, ask);
      if (found !== undefined) return found;
      await this.#client.pause();
      await this.#client.refresh(topic);
    }
  }

  async #attempt<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      this.#client.note(`cannot ${what}: ${(error as Error).message}`);
      return undefined;
    }
  }
}
