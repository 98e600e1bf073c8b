import { mkdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  controlPath,
  type Machine,
  makePrivateDirectory,
} from '../../../../extension/clusters/control-path.ts';
import { type TempFolder, tempFolder } from '../../../harness/temp.ts';

const linux: Machine = {
  platform: 'linux',
  env: {},
  uid: 1000,
  userName: 'ada',
  temporaryDirectory: '/tmp',
};

describe('the control channel is', () => {
  test('one for each user', () => {
    expect(controlPath(linux)).toBe('/tmp/millrace-1000/control.sock');
    expect(controlPath({ ...linux, uid: 1001 })).toBe('/tmp/millrace-1001/control.sock');
  });

  test('where MILLRACE_RUNTIME_DIR says', () => {
    const env = { MILLRACE_RUNTIME_DIR: '/run/user/1000/m' };
    expect(controlPath({ ...linux, env })).toBe('/run/user/1000/m/control.sock');
  });

  test('never longer than a socket may be', () => {
    const temporaryDirectory = `/var/folders/${'x'.repeat(90)}`;
    const short = controlPath({ ...linux, temporaryDirectory });
    expect(short).toMatch(/^\/tmp\/millrace-1000-[0-9a-f]{12}\/control.sock$/);
    expect(controlPath({ ...linux, temporaryDirectory: `${temporaryDirectory}y` })).not.toBe(short);
  });

  test('a named pipe on Windows', () => {
    const windows: Machine = { ...linux, platform: 'win32', uid: undefined, userName: 'Ada L' };
    expect(controlPath(windows)).toBe('\\\\.\\pipe\\millrace-Ada_L');
    const env = { MILLRACE_RUNTIME_DIR: 'C:\\t' };
    expect(controlPath({ ...windows, env })).toBe('\\\\.\\pipe\\millrace-Ada_LC__t');
  });
});

describe.skipIf(process.platform === 'win32')('its folder', () => {
  let temp: TempFolder;
  const uid = process.getuid?.();
  beforeEach(() => {
    temp = tempFolder('control-path');
  });
  afterEach(() => temp.remove());

  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  test('is made for its user only', async () => {
    const folder = join(temp.path, 'a', 'b');
    await makePrivateDirectory(folder, uid);
    expect(await modeOf(folder)).toBe(0o700);
  });

  test('is closed to others if it is open', async () => {
    const folder = join(temp.path, 'open');
    await mkdir(folder, { mode: 0o755 });
    await makePrivateDirectory(folder, uid);
    expect(await modeOf(folder)).toBe(0o700);
  });

  test('is refused if it is someone else’s', async () => {
    const someone = (uid ?? 0) + 1;
    await expect(makePrivateDirectory(temp.path, someone)).rejects.toThrow('not a directory');
  });

  test('is refused if it only leads somewhere', async () => {
    const link = join(temp.path, 'link');
    await mkdir(join(temp.path, 'target'));
    await symlink(join(temp.path, 'target'), link);
    await expect(makePrivateDirectory(link, uid)).rejects.toThrow('not a directory');
  });
});
