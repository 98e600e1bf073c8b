// The cluster that is measured: what a user starts, as a process of its own.

import { tcpTransport } from '../../../server/node/tcp-transport.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import type { MillraceProcess } from '../../harness/millrace.ts';
import { WireClient } from '../../harness/wire-client.ts';

/** Runs `work` with a client of the cluster that is closed afterwards. */
export async function withClient<T>(
  { port }: Pick<MillraceProcess, 'port'>,
  work: (client: BrokerClient) => Promise<T>,
): Promise<T> {
  const wire = await WireClient.connect(tcpTransport(), { host: '127.0.0.1', port });
  try {
    return await work(new BrokerClient(wire));
  } finally {
    wire.close();
  }
}
