import { compression } from '../../../server/node/compression.ts';
import { produceRequest, produceResponse } from '../../../server/protocol/api/00-produce.ts';
import {
  createTopicsRequest,
  createTopicsResponse,
} from '../../../server/protocol/api/19-create-topics.ts';
import {
  deleteTopicsRequest,
  deleteTopicsResponse,
} from '../../../server/protocol/api/20-delete-topics.ts';
import { ErrorCode, errorName } from '../../../server/protocol/errors.ts';
import { encodeBatch } from '../../../server/protocol/records/record-batch.ts';
import { Fetcher } from './fetcher.ts';
import type { KafkaClient } from './kafka-client.ts';

const RECORDS = 3;

/**
 * Creates a topic, writes to it, reads it, deletes it, and begins again under the same name: what it reads must be what it
 * wrote in this round, and no leftover of an earlier one.
 */
export class Churner {
  readonly #client: KafkaClient;
  readonly #replicationFactor: number;
  /** The same for the next client on this machine. */
  readonly #topic: string;
  /** What an attempt that failed was to write: it may have been written, or be written later. */
  readonly #doubtful = new Set<string>();
  #round = 0;
  #roundsDone = 0;

  constructor(client: KafkaClient, replicationFactor: number) {
    this.#client = client;
    this.#replicationFactor = replicationFactor;
    this.#topic = `of-${client.process.machine.host}`;
  }

  /** Works for ever. */
  async run(): Promise<void> {
    for (;;) {
      await this.#takeRound(this.#topic, ++this.#round);
      this.#roundsDone++;
    }
  }

  expectProgress(): void {
    this.#roundsDone = 0;
  }

  get madeProgress(): boolean {
    // The first may have begun before.
    return this.#roundsDone >= 2;
  }

  async #takeRound(topic: string, round: number): Promise<void> {
    const id = await this.#until('create it', () => this.#create(topic));
    await this.#until('see it', async () => {
      if (this.#client.topicId(topic) !== id) throw new Error('it is not there yet');
    });
    const written: string[] = [];
    for (let i = 0; i < RECORDS; i++) {
      const value = `${this.#client.name}/${round}.${i}`;
      await this.#until(
        `write ${value}`,
        () => this.#write(topic, value),
        () => this.#doubtful.add(value),
      );
      written.push(value);
    }
    const read = await this.#until('read it', () => this.#read(topic));
    this.#client.note(`read ${read.join(' ')}`);
    // What failed may have been written, and what got no answer may still be, whatever topic has the name by then.
    const certain = read.filter((value) => !this.#doubtful.has(value));
    const expected = written.filter((value) => !this.#doubtful.has(value));
    const isComplete = written.every((value) => read.includes(value));
    if (certain.join(' ') !== expected.join(' ') || !isComplete) {
      this.#client.process.world.report(
        `${this.#client.name} wrote ${written.join(' ')} to the new ${topic} and read ${read.join(' ')}`,
      );
    }
    await this.#until('delete it', () => this.#delete(id));
  }

  /** Creates the topic and returns its id; one that is there is deleted first. */
  async #create(name: string): Promise<string> {
    const { topics } = await this.#client.ask(
      this.#client.controller,
      createTopicsRequest,
      createTopicsResponse,
      7,
      {
        topics: [
          {
            name,
            numPartitions: 1,
            replicationFactor: this.#replicationFactor,
            assignments: [],
            configs: [],
          },
        ],
        timeoutMs: 2_000,
      },
    );
    const { errorCode, topicId } = topics[0]!;
    const leftover = this.#client.topicId(name);
    if (errorCode === ErrorCode.TOPIC_ALREADY_EXISTS && leftover) await this.#delete(leftover);
    check(errorCode);
    return topicId;
  }

  /** By its id, so that a request that comes late does not hit the next topic of that name. */
  async #delete(topicId: string): Promise<void> {
    const { responses } = await this.#client.ask(
      this.#client.controller,
      deleteTopicsRequest,
      deleteTopicsResponse,
      6,
      { topics: [{ name: null, topicId }], timeoutMs: 2_000 },
    );
    const { errorCode } = responses[0]!;
    if (errorCode !== ErrorCode.UNKNOWN_TOPIC_ID) check(errorCode);
  }

  async #write(topic: string, value: string): Promise<void> {
    const timestamp = this.#client.process.clock.now();
    const record = { timestamp, key: null, value: new TextEncoder().encode(value) };
    const records = encodeBatch({ records: [record] }, compression);
    const { responses } = await this.#client.ask(
      this.#leaderOf(topic),
      produceRequest,
      produceResponse,
      9,
      {
        acks: -1,
        timeoutMs: 2_000,
        topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
      },
    );
    check(responses[0]!.partitionResponses[0]!.errorCode);
  }

  async #read(topic: string): Promise<string[]> {
    const fetcher = new Fetcher(this.#client, topic, true);
    const end = await fetcher.endOf(0);
    const values: string[] = [];
    while (values.length < end) {
      const found = await fetcher.fetch(new Map([[0, values.length]]));
      values.push(...(found.get(0) ?? []).map(({ value }) => value));
    }
    return values;
  }

  /** @throws Error while nobody leads */
  #leaderOf(topic: string): number {
    const leader = this.#client.leaderOf(topic, 0);
    if (leader === undefined) throw new Error('nobody leads it');
    return leader.node;
  }

  async #until<T>(what: string, act: () => Promise<T>, onFailure = () => {}): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        this.#client.note(`cannot ${what}: ${(error as Error).message}`);
        onFailure();
        await this.#client.pause();
        await this.#client.refresh(this.#topic);
      }
    }
  }
}

/** @throws Error that names the code, unless it is none */
function check(errorCode: number): void {
  if (errorCode !== ErrorCode.NONE) throw new Error(errorName(errorCode));
}
