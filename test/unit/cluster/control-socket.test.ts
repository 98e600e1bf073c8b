import { linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { listenOnControlSocket } from '../../../server/cluster/control-socket.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';

const folders: TempFolder[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) folder.remove();
});

/** A socket file on which nobody listens any more, as a killed process leaves it. */
async function leaveStaleSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.born`, resolve));
  linkSync(`${path}.born`, path);
  await new Promise((resolve) => server.close(resolve));
}

// Named pipes go with their process.
describe.skipIf(process.platform === 'win32')('Unix sockets', () => {
  test('a folder is made for it, for this user only', async () => {
    const folder = tempFolder('socket');
    folders.push(folder);
    const path = join(folder.path, 'run', 'control.sock');
    const server = await listenOnControlSocket(path, (socket) => socket.end());
    expect(server).toBeDefined();
    servers.push(server!);
    const socket = connect(path);
    await new Promise((resolve) => socket.once('end', resolve));
    socket.destroy();
  });

  test('a dead socket is replaced, by one of several that try at once', async () => {
    const folder = tempFolder('socket');
    folders.push(folder);
    const path = join(folder.path, 'control.sock');
    await leaveStaleSocket(path);
    const tries = Array.from({ length: 5 }, () => listenOnControlSocket(path, () => {}));
    const got = (await Promise.all(tries)).filter((server) => server !== undefined);
    servers.push(...got);
    expect(got).toHaveLength(1);
    expect(readdirSync(folder.path)).toEqual(['control.sock']);
  });

  test('a lock that was left behind by a killed process does not last', async () => {
    const folder = tempFolder('socket');
    folders.push(folder);
    const path = join(folder.path, 'control.sock');
    await leaveStaleSocket(path);
    mkdirSync(`${path}.lock`);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${path}.lock`, longAgo, longAgo);
    const server = await listenOnControlSocket(path, () => {});
    expect(server).toBeDefined();
    servers.push(server!);
  });

  test('what is no socket is left where it is', async () => {
    const folder = tempFolder('socket');
    folders.push(folder);
    const path = join(folder.path, 'letter.txt');
    writeFileSync(path, 'dear reader');
    await expect(listenOnControlSocket(path, () => {})).rejects.toThrow('is not a control socket');
    expect(readFileSync(path, 'utf8')).toBe('dear reader');
  });

  test('a path that is too long is refused in words', async () => {
    const path = `/tmp/${'x'.repeat(200)}`;
    await expect(listenOnControlSocket(path, () => {})).rejects.toThrow(
      /longer than the 103 bytes/,
    );
  });
});
