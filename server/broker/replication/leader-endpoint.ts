import { type FetchResponse, fetchRequest, fetchResponse } from '../../protocol/api/01-fetch.ts';
import { listOffsetsRequest, listOffsetsResponse } from '../../protocol/api/02-list-offsets.ts';
import { apiVersionsRequest, apiVersionsResponse } from '../../protocol/api/18-api-versions.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { BrokerConfig } from '../config/broker-config.ts';
import type { Peer } from '../peer.ts';
import type { AskedInSession } from './fetch-session-client.ts';
import type { FollowedPartition, LeaderOffsets } from './followed-partition.ts';

/** The versions spoken between brokers. */
const Version = { fetch: 17, listOffsets: 7, apiVersions: 0 } as const;

/** Special times of ListOffsets. */
const Time = { latest: -1, earliest: -2 } as const;

export interface EndpointPorts {
  readonly brokerId: number;
  readonly brokerEpoch: () => number;
  readonly config: BrokerConfig;
}

/** A leader, as a follower asks it for things (kafka.server.RemoteLeaderEndPoint). Every call throws PeerError. */
export class LeaderEndpoint {
  readonly #peer: Peer;
  readonly #ports: EndpointPorts;

  constructor(peer: Peer, ports: EndpointPorts) {
    this.#peer = peer;
    this.#ports = ports;
  }

  fetch(asked: AskedInSession): Promise<FetchResponse> {
    const { brokerId: replicaId, brokerEpoch, config } = this.#ports;
    return this.#peer.call(
      fetchRequest,
      fetchResponse,
      Version.fetch,
      {
        replicaState: { replicaId, replicaEpoch: brokerEpoch() },
        maxWaitMs: config.get('replica.fetch.wait.max.ms'),
        minBytes: config.get('replica.fetch.min.bytes'),
        maxBytes: config.get('replica.fetch.response.max.bytes'),
        ...asked,
      },
      config.get('replica.socket.timeout.ms'),
    );
  }

  /** Has a fetch that waits for records answered now: a leader does not keep waiting who asks for something else. */
  async hurry(): Promise<void> {
    await this.#peer.call(apiVersionsRequest, apiVersionsResponse, Version.apiVersions, {});
  }

  /** Where the leader's log of a partition begins and ends. Its methods throw KafkaError, too. */
  offsetsOf({ partition, leaderEpoch }: FollowedPartition): LeaderOffsets {
    const ask = async (timestamp: number): Promise<number> => {
      const { topics } = await this.#peer.call(
        listOffsetsRequest,
        listOffsetsResponse,
        Version.listOffsets,
        {
          replicaId: this.#ports.brokerId,
          isolationLevel: 0,
          topics: [
            {
              name: partition.topic,
              partitions: [
                {
                  partitionIndex: partition.number,
                  currentLeaderEpoch: leaderEpoch,
                  timestamp,
                },
              ],
            },
          ],
        },
      );
      const [answer] = topics[0]?.partitions ?? [];
      if (answer === undefined) throw new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR);
      if (answer.errorCode !== ErrorCode.NONE) throw new KafkaError(answer.errorCode as ErrorCode);
      return answer.offset;
    };
    return { latest: () => ask(Time.latest), earliest: () => ask(Time.earliest) };
  }

  close(): void {
    this.#peer.close();
  }
}
