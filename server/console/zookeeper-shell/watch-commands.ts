import type { AddWatchMode } from '../../zookeeper/coordination.ts';
import type { ShellCommand } from './shell-command.ts';
import { checkPath, ShellError } from './shell-error.ts';

const modes: Readonly<Record<string, AddWatchMode>> = {
  PERSISTENT: 'persistent',
  PERSISTENT_RECURSIVE: 'persistentRecursive',
};
const DEFAULT_MODE = 'PERSISTENT_RECURSIVE';

const addWatch: ShellCommand = {
  usage: `[-m mode] path # optional mode is one of [${Object.keys(modes).join(', ')}] - default is ${DEFAULT_MODE}`,
  help: 'Says whenever a znode changes, and with PERSISTENT_RECURSIVE also when anything below it does.',
  options: 'm:',
  least: 1,
  async run({ client, watches }, { options, operands: [path = ''] }) {
    const mode = modes[(options.m ?? DEFAULT_MODE).toUpperCase()];
    if (mode === undefined) throw new ShellError(`addWatch ${addWatch.usage}`);
    checkPath(path);
    await client.addWatch(path, mode, watches.watcher(path, 'Persistent')!);
  },
};

const removewatches: ShellCommand = {
  usage: 'path [-c|-d|-a] [-l]',
  help: 'Says no more when a znode changes.',
  options: 'cdpral',
  least: 1,
  async run({ client, watches }, { operands: [path = ''] }) {
    checkPath(path);
    await client.removeWatches(path);
    watches.removed(path);
  },
};

export const watchCommands = { addWatch, removewatches };
