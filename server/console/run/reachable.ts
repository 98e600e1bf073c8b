import { connect } from 'node:net';
import { parseAddresses } from '../../node/kafka/addresses.ts';
import type { Address } from '../../ports/transport.ts';

/** How long a broker may take to accept a connection, in milliseconds. */
const LONGEST_CONNECT_MS = 3000;

/** Whether one of the brokers accepts connections. @throws InvalidAddress */
export async function isReachable(bootstrap: string): Promise<boolean> {
  const attempts = parseAddresses(bootstrap).map(tryConnect);
  return await Promise.any(attempts).then(
    () => true,
    () => false,
  );
}

function tryConnect({ host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: LONGEST_CONNECT_MS });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(new Error('no answer')));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
