import { chmod, constants, readdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type * as vscode from 'vscode';
import { t } from './l10n.ts';

/**
 * Puts Kafka's tools on the PATH of integrated terminals: `kafka-topics`, `kafka-topics.sh` … behind whatever is there
 * already, so that a Kafka of the user's own is not hidden. They run on VS Code's own executable.
 */
export function addToolsToTerminals(extension: vscode.ExtensionContext): void {
  const onWindows = process.platform === 'win32';
  const folder = extension.asAbsolutePath(join('dist', 'bin', ...(onWindows ? ['windows'] : [])));
  const variables = extension.environmentVariableCollection;
  variables.description = t('Kafka’s command-line tools, such as kafka-topics.sh');
  variables.append('PATH', `${delimiter}${folder}`);
  variables.replace('MILLRACE_NODE', process.execPath);
  // A package may have lost the mode of its files on its way here.
  if (!onWindows) void makeExecutable(folder).catch(() => undefined);
}

async function makeExecutable(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(folder, entry.name);
    const { mode } = await stat(file);
    if ((mode & constants.S_IXUSR) === 0) await chmod(file, mode | 0o111);
  }
}
