import { type Address, formatAddress } from '../../ports/transport.ts';
import type { Partition } from '../partition.ts';
import type { Peer } from '../peer.ts';
import { FollowedPartition } from './followed-partition.ts';
import { type FetcherPorts, ReplicaFetcher } from './replica-fetcher.ts';

export interface FetchersPorts extends FetcherPorts {
  /** A connection to another broker, for one fetcher alone. */
  readonly connect: (address: Address) => Peer;
}

/** Who is followed in what: one fetcher for each leader (kafka.server.ReplicaFetcherManager). */
export class ReplicaFetchers {
  readonly #ports: FetchersPorts;
  /** By the leader's id and address: one that has come back elsewhere is another. */
  readonly #fetchers = new Map<string, ReplicaFetcher>();
  readonly #followed = new Map<Partition, { by: ReplicaFetcher; as: FollowedPartition }>();
  #isLeaving = false;
  #closed = false;

  constructor(ports: FetchersPorts) {
    this.#ports = ports;
  }

  /**
   * Has no further partitions fetched. A broker that is about to stop and has handed over what it led must not
   * come into sync there again: its leader would wait for it when it has gone.
   */
  leave(): void {
    this.#isLeaving = true;
  }

  /** Has the partition, which is a follower, fetched from its leader, and from nobody else any more. */
  follow(partition: Partition, leader: Address): void {
    this.unfollow(partition);
    if (this.#isLeaving || this.#closed) return;
    const followed = new FollowedPartition(partition);
    const fetcher = this.#fetcherOf(partition.state.leader, leader);
    this.#followed.set(partition, { by: fetcher, as: followed });
    fetcher.add(followed);
  }

  /** Has the partition fetched from nobody. */
  unfollow(partition: Partition): void {
    const followed = this.#followed.get(partition);
    if (followed === undefined) return;
    this.#followed.delete(partition);
    followed.by.remove(followed.as);
  }

  /** Ends the connections to brokers who are followed in nothing. */
  closeIdle(): void {
    for (const [key, fetcher] of this.#fetchers) {
      if (fetcher.size > 0) continue;
      this.#fetchers.delete(key);
      void fetcher.close();
    }
  }

  /** Ends everything; resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#followed.clear();
    await Promise.all(Array.from(this.#fetchers.values(), (fetcher) => fetcher.close()));
    this.#fetchers.clear();
  }

  #fetcherOf(leaderId: number, leader: Address): ReplicaFetcher {
    const key = `${leaderId}@${formatAddress(leader)}`;
    let fetcher = this.#fetchers.get(key);
    if (fetcher === undefined) {
      fetcher = new ReplicaFetcher(leaderId, this.#ports.connect(leader), this.#ports);
      this.#fetchers.set(key, fetcher);
    }
    return fetcher;
  }
}
