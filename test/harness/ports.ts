// Free TCP ports, for programs that cannot be told to pick one themselves.

import { createServer } from 'node:net';

/**
 * A loopback port that nothing listens on. Another process may take it before the caller does:
 * prefer port 0 where the program under test prints the port that it got.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the system gave no port'));
      });
    });
  });
}
