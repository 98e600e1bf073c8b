// Reading each partition from the broker that leads it, without any client's help.

import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import {
  type MetadataResponse,
  metadataRequest,
  metadataResponse,
} from '../../../server/protocol/api/03-metadata.ts';
import { ErrorCode } from '../../../server/protocol/errors.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { WireClient } from '../../harness/wire-client.ts';
import type { PartitionReader } from './stored-batches.ts';

/** Leaders move while brokers come and go. */
const ATTEMPTS = 50;
const RETRY_MS = 100;

type PartitionMetadata = MetadataResponse['topics'][number]['partitions'][number];

/** The partitions of a topic, in order, as the first of the brokers that answers knows them. */
export async function partitionsOf(bootstrap: string, topic: string): Promise<PartitionMetadata[]> {
  const { topics } = await metadata(bootstrap, topic);
  const [found] = topics;
  if (found?.errorCode !== 0) throw new Error(`metadata of ${topic}: error ${found?.errorCode}`);
  return found.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex);
}

/** A reader that asks the leader of each partition, and finds out who that is when it has changed. */
export async function withLeaders<T>(
  bootstrap: string,
  topic: string,
  use: (reader: PartitionReader) => Promise<T>,
): Promise<T> {
  const connections = new Map<number, WireClient>();
  const leaders = new Map<number, BrokerClient>();
  const find = async () => {
    const { brokers, topics } = await metadata(bootstrap, topic);
    leaders.clear();
    for (const { partitionIndex, leaderId } of topics[0]?.partitions ?? []) {
      const broker = brokers.find(({ nodeId }) => nodeId === leaderId);
      if (broker === undefined) continue;
      const connection =
        connections.get(leaderId) ?? (await WireClient.connect(tcpTransport(), broker));
      connections.set(leaderId, connection);
      leaders.set(partitionIndex, new BrokerClient(connection));
    }
  };
  const fetch: PartitionReader['fetch'] = async (name, offset, options) => {
    for (let attempt = 1; ; attempt++) {
      const leader = leaders.get(options?.partition ?? 0);
      const answer = await leader?.fetch(name, offset, options);
      if (answer !== undefined && answer.errorCode !== ErrorCode.NOT_LEADER_OR_FOLLOWER)
        return answer;
      if (attempt === ATTEMPTS) throw new Error(`${name}-${options?.partition} has no leader`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      await find();
    }
  };
  try {
    await find();
    return await use({ fetch });
  } finally {
    for (const connection of connections.values()) connection.close();
  }
}

async function metadata(bootstrap: string, topic: string): Promise<MetadataResponse> {
  const failures: string[] = [];
  for (const address of bootstrap.split(',')) {
    const [host, port] = address.split(':') as [string, string];
    try {
      const wire = await WireClient.connect(tcpTransport(), { host, port: Number(port) });
      try {
        return await wire.request(metadataRequest, metadataResponse, 9, {
          topics: [{ name: topic }],
          allowAutoTopicCreation: false,
        });
      } finally {
        wire.close();
      }
    } catch (error) {
      // That broker may be away: another knows as well.
      failures.push((error as Error).message);
    }
  }
  throw new Error(`no broker answers: ${failures.join('; ')}`);
}
