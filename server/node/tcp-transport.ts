import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import {
  type Address,
  type Connection,
  formatAddress,
  ListenError,
  type Listener,
  type Transport,
} from '../ports/transport.ts';
import { TcpConnection } from './tcp-connection.ts';

/** How often a free port is looked for when each family must have the same one. */
const FREE_PORT_ATTEMPTS = 10;

/** The Transport port on TCP sockets, Nagle's algorithm off. */
export function tcpTransport(): Transport {
  return { listen, connect };
}

async function listen(
  address: Address,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const accept = (socket: Socket) => onConnection(new TcpConnection(socket));
  // Clients resolve `localhost` to either family, and a broker on one alone would be missed or, worse,
  // somebody else's would be found on the other: so it means both.
  const servers =
    address.host === 'localhost'
      ? await listenOnLoopback(address.port, accept)
      : [await listenOn(address.host, address.port, accept)];
  const port = portOf(servers[0]!);
  return {
    address: { host: address.host, port },
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function listenOnLoopback(port: number, accept: (socket: Socket) => void): Promise<Server[]> {
  for (let attempt = 1; ; attempt += 1) {
    const first = await listenOn('127.0.0.1', port, accept);
    try {
      return [first, await listenOn('::1', portOf(first), accept)];
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
      // A machine without IPv6 has no ::1, and no client that would try it.
      if (error.reason === 'unavailable') return [first];
      await closeServer(first);
      if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw error;
    }
  }
}

function listenOn(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Half-open, so that a peer that has finished sending still gets its answers.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(listenError(error, { host, port })),
    );
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners('error');
      // After this, errors are of a single accept (out of file descriptors): the listener stands.
      server.on('error', () => {});
      resolve(server);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, address: Address): ListenError {
  const { host, port } = address;
  switch (error.code) {
    case 'EADDRINUSE':
      return new ListenError('in-use', address, `Port ${port} on ${host} is in use.`);
    case 'EACCES':
    case 'EPERM':
      return new ListenError(
        'denied',
        address,
        `This user may not listen on port ${port} of ${host}; choose a port of 1024 or above.`,
      );
    default:
      return new ListenError(
        'unavailable',
        address,
        `Cannot listen on ${formatAddress(address)}: it is no address of this machine (${error.code ?? error.message}).`,
      );
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  // The callback waits for the connections that stand, which are not the listener's; a closed listening
  // socket accepts nothing from the next turn on.
  server.close();
  return new Promise((resolve) => setImmediate(resolve));
}

function connect(address: Address): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({
      host: address.host,
      port: address.port,
      noDelay: true,
      allowHalfOpen: true,
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.code;
      reject(
        new Error(`Cannot connect to ${formatAddress(address)}: ${reason ?? error.message}`, {
          cause: error,
        }),
      );
    });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(new TcpConnection(socket));
    });
  });
}
