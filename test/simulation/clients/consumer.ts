import { Fetcher } from './fetcher.ts';
import type { KafkaClient } from './kafka-client.ts';

/** A consumer without a group: reads every partition of the topic from its beginning. */
export class Consumer {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #fetcher: Fetcher;
  /** Next offset to read, by partition. */
  readonly #positions = new Map<number, number>();

  constructor(client: KafkaClient, topic: string, partitions: number, isStrict: boolean) {
    this.#client = client;
    this.#topic = topic;
    this.#fetcher = new Fetcher(client, topic, isStrict);
    this.#fetcher.onReset = (partition, position) => this.#positions.set(partition, position);
    for (let partition = 0; partition < partitions; partition++) this.#positions.set(partition, 0);
  }

  /** Reads for ever. */
  async run(): Promise<void> {
    await this.#client.refresh(this.#topic);
    for (;;) {
      try {
        const found = await this.#fetcher.fetch(this.#positions);
        for (const [partition, records] of found) this.#take(partition, records);
      } catch (error) {
        this.#client.note(`cannot fetch: ${(error as Error).message}`);
        await this.#client.pause();
        await this.#client.refresh(this.#topic);
      }
    }
  }

  /** Whether it has read each partition up to `end`. */
  hasRead(end: ReadonlyMap<number, number>): boolean {
    return [...end].every(([partition, offset]) => this.#positions.get(partition)! >= offset);
  }

  get positions(): ReadonlyMap<number, number> {
    return this.#positions;
  }

  #take(partition: number, records: readonly { offset: number; value: string }[]): void {
    const { name, history } = this.#client;
    for (const { offset, value } of records) {
      history.consumed.push({ consumer: name, partition, offset, value });
      this.#positions.set(partition, offset + 1);
    }
  }
}
