import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What of the machine decides where the control channel is. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's numeric id; undefined on Windows. */
  readonly uid: number | undefined;
  readonly userName: string;
  readonly temporaryDirectory: string;
}

/** macOS allows 104 bytes for a socket's path and Linux 108, with the NUL that ends it. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Where the control channel of this user's cluster host is: the same for all windows, and not the
 * same for two users of one machine. MILLRACE_RUNTIME_DIR names another folder (or, on Windows,
 * another pipe), so that tests and a developer's own cluster keep apart.
 */
export function controlPath(machine: Machine): string {
  const own = machine.env.MILLRACE_RUNTIME_DIR;
  if (machine.platform === 'win32') {
    const name = `${machine.userName}${own ?? ''}`.replace(/[^A-Za-z0-9.-]/g, '_');
    return `\\\\.\\pipe\\millrace-${name}`;
  }
  const folder = `millrace-${machine.uid ?? machine.userName}`;
  const path = own
    ? join(own, 'control.sock')
    : join(machine.temporaryDirectory, folder, 'control.sock');
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  const short = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return join('/tmp', `${folder}-${short}`, 'control.sock');
}

/**
 * Makes `directory` exist and accessible to this user only: who reaches the socket in it controls
 * the cluster, and its parent is usually writable by everyone.
 * @throws Error if it belongs to someone else or is no directory.
 */
export async function makePrivateDirectory(directory: string, uid: number | undefined) {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new Error(`${directory} is not a directory of this user`);
  }
  if ((found.mode & 0o077) !== 0) await chmod(directory, 0o700);
}
