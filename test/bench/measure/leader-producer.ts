// A producer that finds a partition's leader again as soon as there is one.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../../../server/ports/transport.ts';
import type { BrokerClient } from '../../harness/broker-client.ts';
import { addressesIn, metadataOf, withBroker } from './replicated-topic.ts';

/** Between records, and between looking for a leader and looking again: clients' own pauses are not measured. */
const PAUSE_MS = 2;

/** A record that all replicas in sync have: by whom, and when by `performance.now()`. */
export interface Acknowledged {
  readonly leader: number;
  readonly at: number;
}

/**
 * Produces one record after the other with acks=all to one partition until told to stop, and from whatever
 * broker lives learns who leads. What it waits for is the cluster's doing.
 */
export class LeaderProducer {
  readonly #brokers: readonly Address[];
  readonly #topic: string;
  readonly #partition: number;
  readonly #onAcknowledged: (acknowledged: Acknowledged) => void;
  readonly #running: Promise<void>;
  #stopped = false;

  constructor(
    bootstrap: string,
    topic: string,
    partition: number,
    onAcknowledged: (acknowledged: Acknowledged) => void,
  ) {
    this.#brokers = addressesIn(bootstrap);
    this.#topic = topic;
    this.#partition = partition;
    this.#onAcknowledged = onAcknowledged;
    this.#running = this.#run();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      for (const broker of this.#brokers) {
        try {
          const { brokers, topics } = await metadataOf(broker, this.#topic);
          const leads = topics[0]?.partitions.find(
            ({ partitionIndex }) => partitionIndex === this.#partition,
          )?.leaderId;
          const leader = brokers.find(({ nodeId }) => nodeId === leads);
          if (leader === undefined) continue;
          await withBroker(leader, (client) => this.#produce(client, leader.nodeId));
        } catch {
          // That broker has gone, or the leader has: another knows more.
        }
        if (this.#stopped) return;
      }
      await sleep(PAUSE_MS);
    }
  }

  /** Until the broker does not lead any more. @throws Error when it has gone */
  async #produce(client: BrokerClient, leader: number): Promise<void> {
    while (!this.#stopped) {
      const partition = this.#partition;
      const { errorCode } = await client.produce(this.#topic, ['record'], { partition });
      if (errorCode !== 0) return;
      this.#onAcknowledged({ leader, at: performance.now() });
      await sleep(PAUSE_MS);
    }
  }
}
