import { ZooKeeperError } from './errors.ts';

// What ZooKeeper's `PathUtils` forbids: control characters, surrogates with the private use area, specials.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters looked for
const forbidden = /[\u0000-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/;

/**
 * Checks that `path` is absolute, in its only spelling and free of forbidden characters.
 * @throws ZooKeeperError BADARGUMENTS
 */
export function validatePath(path: string): void {
  if (path === '/') return;
  const wellFormed =
    path.startsWith('/') &&
    !path.endsWith('/') &&
    !forbidden.test(path) &&
    !/\/(\.{0,2})(\/|$)/.test(path);
  if (!wellFormed) throw new ZooKeeperError('BADARGUMENTS', path);
}

/** The path of the parent of a valid path; of the root, the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The last component of a valid path; of the root, nothing. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
