import { mkdir, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/**
 * The longest path that every Unix can bind a socket to: 104 bytes on macOS, 108 on Linux, with the
 * closing zero.
 */
const LONGEST_PATH = 103;
/** How long to wait before looking again at what another process is about. */
const RETRY_MS = 20;
/** No process takes so long to remove a socket. */
const FORGOTTEN_MS = 2_000;

/**
 * Listens on a Unix socket or a Windows named pipe. A socket that a dead process left behind is replaced.
 * @returns undefined when a live process listens there already.
 * @throws Error when the path cannot be had at all.
 */
export async function listenOnControlSocket(
  path: string,
  onConnection: (socket: Socket) => void,
): Promise<Server | undefined> {
  const windows = process.platform === 'win32';
  if (!windows) {
    if (Buffer.byteLength(path) > LONGEST_PATH) {
      throw new Error(
        `The control socket's path is longer than the ${LONGEST_PATH} bytes that a socket may have: ${path}`,
      );
    }
    // Whoever may write to the folder may control the cluster: nobody but this user.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  }
  for (;;) {
    const server = await tryListen(path, onConnection);
    if (server !== undefined) return server;
    if (await isAlive(path)) return undefined;
    if (!windows) {
      await checkIsSocket(path);
      await clearAway(path);
    }
  }
}

/** @returns undefined when the path is taken, by whatever. */
function tryListen(
  path: string,
  onConnection: (socket: Socket) => void,
): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new Error(`Cannot listen on ${path}: ${error.message}`, { cause: error }));
    });
    server.listen(path, () => {
      server.removeAllListeners('error');
      server.on('error', () => {});
      resolve(server);
    });
  });
}

/** Whether anyone accepts connections there. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** @throws Error for anything but a socket: somebody else's file is not to be removed. */
async function checkIsSocket(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isSocket()) {
    throw new Error(`${path} is not a control socket: move it away.`);
  }
}

/**
 * Removes a dead socket. Of several processes that find it at once, one at a time looks again and
 * removes: so none removes the socket that another has just made.
 */
async function clearAway(path: string): Promise<void> {
  const lock = `${path}.lock`;
  try {
    await mkdir(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await removeIfForgotten(lock);
    await setTimeout(RETRY_MS);
    return;
  }
  try {
    if (await isAlive(path)) return;
    // A socket is there for a moment before anyone can connect to it.
    await setTimeout(RETRY_MS);
    if (!(await isAlive(path))) await rm(path, { force: true });
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** Its holder may have been killed. */
async function removeIfForgotten(lock: string): Promise<void> {
  const held = await stat(lock).catch(() => undefined);
  if (held !== undefined && Date.now() - held.mtimeMs > FORGOTTEN_MS) {
    await rm(lock, { recursive: true, force: true });
  }
}
