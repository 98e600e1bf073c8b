// What a client reaches by itself, with a broker that costs next to nothing.

import { Child } from '../../harness/child.ts';
import { node } from '../../harness/places.ts';
import type { Load, LoadClient } from './load.ts';

export interface Limits {
  readonly produceSeconds: number;
  readonly fetchSeconds: number;
}

/** Has `client` do the load against the canned broker, with the batches that the cluster in `data` holds. */
export async function cannedLimits(client: LoadClient, load: Load, data: string): Promise<Limits> {
  const program = new URL('canned-broker.ts', import.meta.url).pathname;
  const broker = await Child.start(node, [program, load.topic, String(load.partitions), data]);
  try {
    const [, port] = await broker.line(/^canned ready (\d+)$/, 60_000);
    const canned = { ...load, bootstrap: `127.0.0.1:${port}` };
    return {
      produceSeconds: await client.produce(canned),
      fetchSeconds: await client.fetch(canned),
    };
  } finally {
    await broker.stop();
  }
}
