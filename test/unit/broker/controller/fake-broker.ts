import { type Peer, PeerError } from '../../../../server/broker/peer.ts';
import type { LeaderAndIsrRequest } from '../../../../server/protocol/api/04-leader-and-isr.ts';
import type { StopReplicaRequest } from '../../../../server/protocol/api/05-stop-replica.ts';
import type { UpdateMetadataRequest } from '../../../../server/protocol/api/06-update-metadata.ts';
import { ApiKey } from '../../../../server/protocol/api/index.ts';
import { decode, encode } from '../../../../server/protocol/codec.ts';
import type { Infer, InferInput, Message } from '../../../../server/protocol/schema.ts';

type Told =
  | { readonly key: typeof ApiKey.leaderAndIsr; readonly request: LeaderAndIsrRequest }
  | { readonly key: typeof ApiKey.stopReplica; readonly request: StopReplicaRequest }
  | { readonly key: typeof ApiKey.updateMetadata; readonly request: UpdateMetadataRequest };

/** The type of a request that tells everything (KIP-516, KIP-866). */
const FULL = 2;

/** A broker that notes what a controller tells it, and answers as told. */
export class FakeBroker {
  readonly told: Told[] = [];
  /** While false nobody gets an answer. */
  reachable = true;
  /** What it answers for a partition, `t-0`; nothing for no error. */
  readonly errors = new Map<string, number>();

  /** A controller's way to it. */
  peer(): Peer {
    let closed = false;
    return {
      call: async <Req extends Message, Res extends Message>(
        request: Req,
        response: Res,
        version: number,
        body: InferInput<Req>,
      ): Promise<Infer<Res>> => {
        if (closed || !this.reachable) throw new PeerError('nobody there');
        const decoded = decode(request, version, encode(request, version, body));
        this.told.push({ key: request.apiKey, request: decoded } as unknown as Told);
        const answer = this.#answer(request.apiKey, decoded) as InferInput<Res>;
        return decode(response, version, encode(response, version, answer)) as Infer<Res>;
      },
      close: () => {
        closed = true;
      },
    };
  }

  /** What it leads and follows by the latest LeaderAndIsr: `t-0: 1/0 isr 1,2 of 1,2`, leader and epoch. */
  get partitions(): string[] {
    const latest = new Map<string, string>();
    for (const { key, request } of this.told) {
      if (key === ApiKey.leaderAndIsr) {
        if (request.type === FULL) latest.clear();
        for (const { topicName, partitionStates } of request.topicStates) {
          for (const each of partitionStates) {
            const name = `${topicName}-${each.partitionIndex}`;
            const { leader, leaderEpoch, isr, replicas } = each;
            latest.set(name, `${name}: ${leader}/${leaderEpoch} isr ${isr} of ${replicas}`);
          }
        }
      } else if (key === ApiKey.stopReplica) {
        for (const { topicName, partitionStates } of request.topicStates) {
          for (const each of partitionStates) latest.delete(`${topicName}-${each.partitionIndex}`);
        }
      }
    }
    return [...latest.values()].sort();
  }

  /** Of each LeaderAndIsr, whether it was to tell everything. */
  get toldAllReplicas(): boolean[] {
    return this.told.flatMap(({ key, request }) =>
      key === ApiKey.leaderAndIsr ? [request.type === FULL] : [],
    );
  }

  /** Partitions that it was told to delete. */
  get deleted(): string[] {
    return this.told.flatMap(({ key, request }) =>
      key !== ApiKey.stopReplica
        ? []
        : request.topicStates.flatMap(({ topicName, partitionStates }) =>
            partitionStates
              .filter(({ deletePartition }) => deletePartition)
              .map(({ partitionIndex }) => `${topicName}-${partitionIndex}`),
          ),
    );
  }

  /** What clients would be told by the latest UpdateMetadata: `t-0: 1 isr 1,2 offline 3`. */
  get metadata(): string[] {
    const latest = new Map<string, string>();
    for (const request of this.#updates()) {
      if (request.type === FULL) latest.clear();
      for (const { topicName, partitionStates } of request.topicStates) {
        for (const { partitionIndex, leader, isr, offlineReplicas } of partitionStates) {
          const name = `${topicName}-${partitionIndex}`;
          if (leader === -2) latest.delete(name);
          else {
            const offline = offlineReplicas.length > 0 ? ` offline ${offlineReplicas}` : '';
            latest.set(name, `${name}: ${leader} isr ${isr}${offline}`);
          }
        }
      }
    }
    return [...latest.values()].sort();
  }

  /** The brokers that there are by the latest UpdateMetadata. */
  get live(): number[] {
    const latest = this.#updates().at(-1);
    return latest?.liveBrokers.map(({ id }) => id).sort() ?? [];
  }

  #updates(): UpdateMetadataRequest[] {
    return this.told.flatMap(({ key, request }) => (key === ApiKey.updateMetadata ? request : []));
  }

  #answer(key: number, request: unknown): unknown {
    const errorOf = (topic: string, partition: number) =>
      this.errors.get(`${topic}-${partition}`) ?? 0;
    switch (key) {
      case ApiKey.leaderAndIsr: {
        const { topicStates } = request as LeaderAndIsrRequest;
        return {
          errorCode: 0,
          topics: topicStates.map(({ topicId, topicName, partitionStates }) => ({
            topicId,
            partitionErrors: partitionStates.map(({ partitionIndex }) => ({
              partitionIndex,
              errorCode: errorOf(topicName, partitionIndex),
            })),
          })),
        };
      }
      case ApiKey.stopReplica: {
        const { topicStates } = request as StopReplicaRequest;
        return {
          errorCode: 0,
          partitionErrors: topicStates.flatMap(({ topicName, partitionStates }) =>
            partitionStates.map(({ partitionIndex }) => ({
              topicName,
              partitionIndex,
              errorCode: errorOf(topicName, partitionIndex),
            })),
          ),
        };
      }
      default:
        return { errorCode: 0 };
    }
  }
}
