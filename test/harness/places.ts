// Where things are in the repository, for tests and scripts.

import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The repository's root folder. */
export const root = resolve(import.meta.dirname, '../..');

/** A path in the ignored folder for what tests and scripts fetch, build or leave behind to look at. */
export function inCache(...parts: string[]): string {
  return join(root, '.cache', ...parts);
}

/** A path in the folder that `npm run build` writes. */
export function inDist(...parts: string[]): string {
  return join(root, 'dist', ...parts);
}

/**
 * The Node that the project runs on: the one of the devDependency `node`, whichever
 * runs the caller. On Windows that package links its executable elsewhere.
 */
export const node: string =
  ['node_modules/node/bin/node', 'node_modules/node/bin/node.exe']
    .map((path) => join(root, path))
    .find(existsSync) ?? process.execPath;

/** The environment for child processes: the project's Node and tools come first on PATH. */
export function toolEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}
