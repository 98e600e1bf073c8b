import type { CreateMode } from '../../zookeeper/coordination.ts';
import { ZooKeeperError } from '../../zookeeper/errors.ts';
import { openAcl } from '../../zookeeper/znode.ts';
import { parseAcl } from './acl.ts';
import type { Session, ShellCommand } from './shell-command.ts';
import { checkPath, ShellError } from './shell-error.ts';
import { statLines } from './stat-lines.ts';

const encoder = new TextEncoder();

/** The longest that Apache ZooKeeper keeps: five bytes of milliseconds. */
const LONGEST_TTL = 0xff_ffff_ffff;

const create: ShellCommand = {
  usage: '[-s] [-e] [-c] [-t ttl] path [data] [acl]',
  help: 'Creates a znode: -s with a number behind its name, -e that goes with this session, -c a container that goes with its last child, -t that goes after so many milliseconds without a change.',
  options: 'sect:',
  least: 1,
  async run({ client, err }, { options, operands: [path = '', data, acl] }) {
    const { mode, ttl } = createMode(options);
    checkPath(mode.includes('Sequential') ? `${path}1` : path);
    const entries = acl === undefined ? openAcl : parseAcl(acl, err);
    const bytes = data === undefined ? null : encoder.encode(data);
    try {
      const created = await client.create(path, bytes, {
        ...{ mode, acl: entries },
        ...(ttl === undefined ? {} : { ttl }),
      });
      err(`Created ${created}`);
    } catch (error) {
      if (!(error instanceof ZooKeeperError) || error.code !== 'INVALIDACL') throw error;
      err(`KeeperErrorCode = InvalidACL for ${path}`);
      throw error;
    }
  },
};

/** @throws ShellError for what does not go together */
function createMode(given: Readonly<Record<string, string>>): { mode: CreateMode; ttl?: number } {
  const { s: sequential, e: ephemeral, c: container, t } = given;
  if (container !== undefined && (ephemeral !== undefined || sequential !== undefined)) {
    throw new ShellError(
      '-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.',
    );
  }
  if (t !== undefined && !/^-?\d+$/.test(t)) {
    throw new ShellError('-t argument must be a long value');
  }
  if (t !== undefined && ephemeral !== undefined) {
    throw new ShellError('TTLs cannot be used with Ephemeral znodes');
  }
  if (t !== undefined && container !== undefined) {
    throw new ShellError('TTLs cannot be used with Container znodes');
  }
  if (container !== undefined) return { mode: 'container' };
  if (ephemeral !== undefined) {
    return { mode: sequential === undefined ? 'ephemeral' : 'ephemeralSequential' };
  }
  if (t === undefined) {
    return { mode: sequential === undefined ? 'persistent' : 'persistentSequential' };
  }
  const ttl = Number(t);
  if (ttl <= 0 || ttl > LONGEST_TTL) {
    throw new ShellError(`ttl must be positive and cannot be larger than: ${LONGEST_TTL}`);
  }
  const mode = sequential === undefined ? 'persistentWithTtl' : 'persistentSequentialWithTtl';
  return { mode, ttl };
}

const set: ShellCommand = {
  usage: '[-s] [-v version] [-b] path data',
  help: 'Writes what a znode holds: -v only if it has this version, -b data in base64, -s prints the stat.',
  options: 'sv:b',
  least: 2,
  async run({ client, out }, { options, operands: [path = '', data = ''] }) {
    checkPath(path);
    const bytes = options.b === undefined ? encoder.encode(data) : Buffer.from(data, 'base64');
    const stat = await client.setData(path, bytes, versionOf(options));
    if (options.s !== undefined) statLines(stat).forEach(out);
  },
};

const deleteCommand: ShellCommand = {
  usage: '[-v version] path',
  help: 'Deletes a znode without children: -v only if it has this version.',
  options: 'v:',
  least: 1,
  formerly: { word: 'version', now: '[-v version] path' },
  async run({ client }, { options, operands: [path = ''] }) {
    checkPath(path);
    await client.delete(path, versionOf(options));
  },
};

const deleteall: ShellCommand = {
  usage: 'path [-b batch size]',
  help: 'Deletes a znode and all that is below it, so many at a time.',
  options: 'b:',
  least: 1,
  async run({ client, err }, { options, operands: [path = ''] }) {
    if (options.b !== undefined && !/^\d+$/.test(options.b)) {
      throw new ShellError('-b argument must be an int value');
    }
    checkPath(path);
    const paths = (await pathsBelow(client, path)).reverse();
    const size = Number(options.b ?? 1000) || 1;
    try {
      for (let at = 0; at < paths.length; at += size) {
        const batch = paths.slice(at, at + size);
        await client.multi(batch.map((each) => ({ type: 'delete', path: each })));
      }
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      err('Failed to delete some node(s) in the subtree!');
    }
  },
};

/** A znode and all below it, each before its children. */
async function pathsBelow(client: Session['client'], root: string): Promise<string[]> {
  const paths = [root];
  for (const path of paths) {
    const { children } = await client.getChildren(path);
    paths.push(...children.map((name) => (path === '/' ? `/${name}` : `${path}/${name}`)));
  }
  return paths;
}

const setAcl: ShellCommand = {
  usage: '[-s] [-v version] [-R] path acl',
  help: 'Says who may do what with a znode: -R with all that is below it, -v only if the list has this version.',
  options: 'sv:R',
  least: 2,
  async run({ client, out, err }, { options, operands: [path = '', acl = ''] }) {
    const entries = parseAcl(acl, err);
    checkPath(path);
    const paths = options.R === undefined ? [path] : await pathsBelow(client, path);
    for (const each of paths) {
      const stat = await client.setAcl(each, entries, versionOf(options));
      if (options.s !== undefined && options.R === undefined) statLines(stat).forEach(out);
    }
  },
};

const addauth: ShellCommand = {
  usage: 'scheme auth',
  help: 'Says who this session is, as in `addauth digest user:password`.',
  options: '',
  least: 1,
  async run({ client }, { operands: [scheme = '', auth = ''] }) {
    await client.addAuth(scheme, encoder.encode(auth));
  },
};

/** @throws ShellError */
function versionOf({ v }: Readonly<Record<string, string>>): number {
  if (v === undefined) return -1;
  if (/^[+-]?\d+$/.test(v)) return Number(v);
  throw new ShellError(`For input string: "${v}"`);
}

export const writeCommands = { create, set, delete: deleteCommand, deleteall, setAcl, addauth };
