// Topics of a cluster of several brokers, and who leads them.

import { setTimeout as sleep } from 'node:timers/promises';
import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import type { Address } from '../../../server/ports/transport.ts';
import {
  type MetadataResponse,
  metadataRequest,
  metadataResponse,
} from '../../../server/protocol/api/03-metadata.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { WireClient } from '../../harness/wire-client.ts';

const POLL_MS = 20;
const PATIENCE_MS = 30_000;

/** Runs `work` with a client of the broker at `address` that is closed afterwards. */
export async function withBroker<T>(
  address: Address,
  work: (client: BrokerClient) => Promise<T>,
): Promise<T> {
  const wire = await WireClient.connect(tcpTransport(), address);
  try {
    return await work(new BrokerClient(wire));
  } finally {
    wire.close();
  }
}

/** The addresses in `HOST:PORT[,HOST:PORT…]`. */
export function addressesIn(bootstrap: string): Address[] {
  return bootstrap.split(',').map((address) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port) };
  });
}

/** What the broker at `address` knows of a topic and of the cluster. @throws Error if it is not there */
export function metadataOf(address: Address, topic: string): Promise<MetadataResponse> {
  return withBroker(address, ({ wire }) =>
    wire.request(metadataRequest, metadataResponse, 9, {
      topics: [{ name: topic }],
      allowAutoTopicCreation: false,
    }),
  );
}

/**
 * Creates a topic at the controller and waits until all brokers know of it and all replicas are in sync.
 * @throws Error when they do not come into sync, or with the controller's refusal
 */
export async function createReplicated(
  bootstrap: string,
  topic: string,
  partitions: number,
  replicas: number,
): Promise<void> {
  const addresses = addressesIn(bootstrap);
  const deadline = performance.now() + PATIENCE_MS;
  const until = async <T>(find: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`${topic} does not come into being`);
      await sleep(POLL_MS);
    }
  };
  const controller = await until(async () => {
    const { brokers, controllerId } = await metadataOf(addresses[0]!, topic);
    return brokers.find(({ nodeId }) => nodeId === controllerId);
  });
  await withBroker(controller, (client) => client.createTopic(topic, partitions, {}, replicas));
  for (const address of addresses) {
    await until(async () => {
      const { topics } = await metadataOf(address, topic);
      const inSync = (topics[0]?.partitions ?? []).filter(
        ({ leaderId, isrNodes }) => leaderId >= 0 && isrNodes.length === replicas,
      );
      return inSync.length === partitions ? true : undefined;
    });
  }
}
