import {
  electLeadersRequest,
  electLeadersResponse,
} from '../../../server/protocol/api/43-elect-leaders.ts';
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from '../../../server/protocol/api/45-alter-partition-reassignments.ts';
import { errorName } from '../../../server/protocol/errors.ts';
import type { KafkaClient } from './kafka-client.ts';

const MEAN_PAUSE_MS = 2_000;
/** ElectLeaders' type for the preferred leader; the other, unclean, may lose records. */
const PREFERRED = 0;

/** Whoever looks after a cluster: moves partitions to other brokers, and leaders back to where they are preferred. */
export class Administrator {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #brokers: number;
  readonly #partitions: number;
  #stopped = false;
  /** Nothing that it began is under way any more. */
  isDone = false;

  constructor(
    client: KafkaClient,
    { topic, brokers, partitions }: { topic: string; brokers: number; partitions: number },
  ) {
    this.#client = client;
    this.#topic = topic;
    this.#brokers = brokers;
    this.#partitions = partitions;
  }

  /** Works until told to stop; what does not work is left. */
  async run(): Promise<void> {
    const { random } = this.#client.process;
    while (!this.#stopped) {
      await this.#client.pause(random.delay(MEAN_PAUSE_MS));
      try {
        if (random.chance(0.5)) await this.#elect();
        else await this.#reassign();
      } catch (error) {
        this.#client.note((error as Error).message);
        await this.#client.refresh(this.#topic);
      }
    }
    this.isDone = true;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #elect(): Promise<void> {
    const { errorCode } = await this.#client.ask(
      this.#client.controller,
      electLeadersRequest,
      electLeadersResponse,
      2,
      { electionType: PREFERRED, topicPartitions: null, timeoutMs: 2_000 },
    );
    this.#client.note(`has preferred leaders elected: ${errorName(errorCode)}`);
  }

  /** Moves a partition to any brokers, as many as it has now. */
  async #reassign(): Promise<void> {
    const { random } = this.#client.process;
    const partitionIndex = random.below(this.#partitions);
    const size = this.#client.replicasOf(this.#topic, partitionIndex).length;
    const all = Array.from({ length: this.#brokers }, (_, i) => i + 1);
    const replicas = random.shuffled(all).slice(0, size);
    // One attempt in a few takes back what is under way.
    const target = random.chance(0.2) ? null : replicas;
    if (size === 0) return;
    const { errorCode, responses } = await this.#client.ask(
      this.#client.controller,
      alterPartitionReassignmentsRequest,
      alterPartitionReassignmentsResponse,
      0,
      {
        timeoutMs: 2_000,
        topics: [{ name: this.#topic, partitions: [{ partitionIndex, replicas: target }] }],
      },
    );
    const error = errorCode || (responses[0]?.partitions[0]?.errorCode ?? 0);
    this.#client.note(
      `moves ${partitionIndex} to ${target?.join(' ') ?? 'where it was'}: ${errorName(error)}`,
    );
  }
}
