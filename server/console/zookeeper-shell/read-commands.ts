import { version } from '../../node/version.ts';
import { ZooKeeperError } from '../../zookeeper/errors.ts';
import { permissionLetters } from './acl.ts';
import type { Session, ShellCommand } from './shell-command.ts';
import { checkPath, ShellError } from './shell-error.ts';
import { statLines } from './stat-lines.ts';

const decoder = new TextDecoder();
const CONFIG = '/zookeeper/config';

const ls: ShellCommand = {
  usage: '[-s] [-w] [-R] path',
  help: 'Lists the children of a znode: -s with its stat, -R all that is below it, -w and says when that changes.',
  options: 'swR',
  least: 1,
  formerly: { word: 'watch', now: '[-w] path' },
  async run(session, { options, operands: [path = ''] }) {
    checkPath(path);
    const { client, watches, out } = session;
    const watched = options.w !== undefined;
    if (options.R !== undefined) {
      await client.getData(path, watches.watcher(path, 'Data', watched));
      out(path);
      await listBelow(session, path, watched);
      return;
    }
    const { children, stat } = await client.getChildren(
      path,
      watches.watcher(path, 'Child', watched),
    );
    out(`[${children.sort().join(', ')}]`);
    if (options.s !== undefined) statLines(stat).forEach(out);
  },
};

/** All below a znode: first its children, then what is below each. */
async function listBelow(session: Session, path: string, watched: boolean): Promise<void> {
  const { client, watches, out } = session;
  let children: string[];
  try {
    ({ children } = await client.getChildren(path, watches.watcher(path, 'Child', watched)));
  } catch (error) {
    // It was there a moment ago.
    if (error instanceof ZooKeeperError && error.code === 'NONODE') return;
    throw error;
  }
  const paths = children.sort().map((name) => (path === '/' ? `/${name}` : `${path}/${name}`));
  paths.forEach(out);
  for (const child of paths) await listBelow(session, child, watched);
}

const get: ShellCommand = {
  usage: '[-s] [-w] [-b] [-x] path',
  help: 'Prints what a znode holds: -s with its stat, -b in base64, -x as a hex dump, -w and says when it changes.',
  options: 'swbx',
  least: 1,
  formerly: { word: 'watch', now: '[-s] [-w] path' },
  async run({ client, watches, out }, { options, operands: [path = ''] }) {
    checkPath(path);
    const watcher = watches.watcher(path, 'Data', options.w !== undefined);
    const { data, stat } = await client.getData(path, watcher);
    if (data === null) out('null');
    else if (options.x !== undefined) hexLines(data).forEach(out);
    else if (options.b !== undefined) out(Buffer.from(data).toString('base64'));
    else out(decoder.decode(data));
    if (options.s !== undefined) statLines(stat).forEach(out);
  },
};

/** Sixteen bytes a line: their place, the bytes, and the characters that they are. */
function hexLines(data: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(data.length / 16) }, (_, row) => {
    const bytes = [...data.subarray(row * 16, row * 16 + 16)];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = bytes
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    return `${(row * 16).toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${text}`;
  });
}

const stat: ShellCommand = {
  usage: '[-w] path',
  help: 'Prints the stat of a znode: versions, transactions, times, its session if it is ephemeral; -w says when it changes.',
  options: 'w',
  least: 1,
  formerly: { word: 'watch', now: '[-w] path' },
  async run({ client, watches, out }, { options, operands: [path = ''] }) {
    checkPath(path);
    const found = await client.exists(path, watches.watcher(path, 'Data', options.w !== undefined));
    if (found === undefined) throw new ShellError(`Node does not exist: ${path}`);
    statLines(found).forEach(out);
  },
};

const getAcl: ShellCommand = {
  usage: '[-s] path',
  help: 'Prints who may do what with a znode; -s with its stat.',
  options: 's',
  least: 1,
  async run({ client, out }, { options, operands: [path = ''] }) {
    checkPath(path);
    const { acl, stat } = await client.getAcl(path);
    for (const { scheme, id, permissions } of acl) {
      out(`'${scheme},'${id}\n: ${permissionLetters(permissions)}`);
    }
    if (options.s !== undefined) statLines(stat).forEach(out);
  },
};

const sync: ShellCommand = {
  usage: 'path',
  help: 'Waits until this server has all that was written before.',
  options: '',
  least: 1,
  async run({ client, out }, { operands: [path = ''] }) {
    checkPath(path);
    await client.sync(path);
    out('Sync is OK');
  },
};

const getEphemerals: ShellCommand = {
  usage: 'path',
  help: 'Lists the ephemeral znodes of this session below a path.',
  options: '',
  least: 0,
  async run({ client, out }, { operands: [path = '/'] }) {
    checkPath(path);
    out(`[${(await client.getEphemerals(path)).join(', ')}]`);
  },
};

const getAllChildrenNumber: ShellCommand = {
  usage: 'path',
  help: 'Counts all znodes below one.',
  options: '',
  least: 1,
  async run({ client, out }, { operands: [path = ''] }) {
    checkPath(path);
    out(String(await client.getAllChildrenNumber(path)));
  },
};

const config: ShellCommand = {
  usage: '[-c] [-w] [-s]',
  help: 'Prints the configuration of the ensemble: -c the addresses for clients alone.',
  options: 'cws',
  least: 0,
  async run({ client, watches, out }, { options }) {
    const watcher = watches.watcher(CONFIG, 'Data', options.w !== undefined);
    const { data, stat } = await client.getData(CONFIG, watcher);
    const text = decoder.decode(data ?? new Uint8Array());
    out(options.c === undefined ? text : clientAddresses(text));
    if (options.s !== undefined) statLines(stat).forEach(out);
  },
};

/** The addresses for clients in the configuration of an ensemble. */
function clientAddresses(text: string): string {
  const servers = text.matchAll(/^server\.\d+=.*;(?:(.+):)?(\d+)$/gm);
  return Array.from(servers, ([, host = 'localhost', port]) => `${host}:${port}`).join(',');
}

const whoami: ShellCommand = {
  usage: '',
  help: 'Prints who this session is.',
  options: '',
  least: 0,
  async run({ client, out }) {
    const identities = await client.whoAmI();
    out('Auth scheme: User');
    for (const { scheme, user } of identities) out(`${scheme}: ${user}`);
  },
};

const versionCommand: ShellCommand = {
  usage: '',
  help: 'Prints the version.',
  options: '',
  least: 0,
  async run({ out }, { operands }) {
    if (operands.length > 0) throw new ShellError('version ');
    out(`ZooKeeper CLI version: Millrace ${version}`);
  },
};

export const readCommands = {
  ...{ ls, get, stat, getAcl, sync, getEphemerals, getAllChildrenNumber, config, whoami },
  version: versionCommand,
};
