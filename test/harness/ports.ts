// Free TCP ports, for programs that cannot be told to pick one themselves.

import { connect, createServer } from 'node:net';

/** True if a program can listen on this loopback port. */
export function isFree(port: number): Promise<boolean> {
  return listenOn(port).then(
    () => true,
    () => false,
  );
}

/**
 * A loopback port that nothing listens on. Another process may take it before the caller does:
 * prefer port 0 where the program under test prints the port that it got.
 */
export function freePort(): Promise<number> {
  return listenOn(0);
}

/**
 * Why a test of the default ports cannot run now, as `needs port 9092, which something else has`; undefined if it can.
 * @throws Error instead, in CI.
 */
export async function portsTaken(...ports: readonly number[]): Promise<string | undefined> {
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, index) => !free[index]);
  if (taken.length === 0) return undefined;
  const why = `needs port ${taken.join(' and ')}, which something else has`;
  if (process.env.CI === 'true') throw new Error(why);
  return why;
}

/**
 * The first of so many ports in a row that the system gives to nobody who asks for any: while a broker is
 * away, a client that tries to reach it could otherwise be given that very port, and be connected with itself.
 */
export async function steadyPorts(count: number): Promise<number> {
  for (let first = 20_000 + (process.pid % 1000) * 10; ; first += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
}

/** Listens for a moment. @returns the port. @throws Error if it is taken. */
function listenOn(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the system gave no port'));
      });
    });
  });
}

/** True if something on this machine accepts connections on the port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/**
 * Connects to the port and watches that connection.
 * @returns once connected; `closed` then resolves when the other side has ended it.
 */
export function connectTo(port: number): Promise<{ readonly closed: Promise<void> }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, 'localhost');
    const closed = new Promise<void>((ended) => socket.on('close', () => ended()));
    socket.on('connect', () => resolve({ closed }));
    socket.on('error', reject);
    socket.resume();
  });
}
