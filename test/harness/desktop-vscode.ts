// The desktop VS Code of the person at this machine, if there is one.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['code', 'code-insiders', 'codium', 'vscodium'];
const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
const usualPlaces = [
  '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  '/Applications/VSCodium.app/Contents/Resources/app/bin/codium',
];

/** The command that opens desktop VS Code: the first on PATH or in a usual place. */
export function findDesktopVscode(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.flatMap((name) => endings.map((end) => join(folder, name + end))));
  return [...onPath, ...usualPlaces].find(existsSync);
}
