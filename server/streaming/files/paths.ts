import type { FileEntry, Files } from '../../ports/files.ts';
import { IllegalArgumentException } from '../errors.ts';
import { glob, isGlob } from './glob.ts';

/**
 * The path on this machine that a path or URI of Spark's stands for.
 * @throws Error for the schemes of other file systems.
 */
export function localPath(files: Files, uri: string): string {
  // One letter and a colon is a drive of Windows.
  const [, scheme, rest = ''] = /^([A-Za-z][\w+.-]+):(.*)$/s.exec(uri) ?? [];
  if (scheme === undefined) return files.absolute(uri);
  if (scheme !== 'file') {
    throw new Error(
      `No FileSystem for scheme "${scheme}": ${uri} is not on this machine. Copy it here, or give a path or file: URI.`,
    );
  }
  const path = rest.replace(/^\/\/(localhost)?(?=\/)/, '');
  return files.absolute(path.replace(/^\/(?=[A-Za-z]:)/, ''));
}

/** A path as Spark writes it: `file:/tmp/a.txt`. */
export function uriOf(path: string): string {
  return `file:${path.startsWith('/') ? '' : '/'}${path}`;
}

/**
 * The files that are read for paths as Spark's textFile takes them: files, folders, globs, several with commas between
 * them. Of a folder, and by a glob, those whose names start with `_` or `.` are left out (Hadoop's FileInputFormat).
 * @throws Error where there is nothing of that name, or a folder within a folder.
 */
export function inputFiles(files: Files, paths: string): FileEntry[] {
  return splitAtCommas(paths).flatMap((path) => filesAt(files, path));
}

function filesAt(files: Files, path: string): FileEntry[] {
  const at = localPath(files, path);
  const matching = glob(files, at).filter((entry) => entry.path === at || isVisible(entry));
  if (matching.length === 0) {
    throw new Error(
      isGlob(at)
        ? `Input Pattern ${uriOf(at)} matches 0 files`
        : `Input path does not exist: ${uriOf(at)}`,
    );
  }
  return matching.flatMap((entry) =>
    entry.isFolder ? files.list(entry.path).filter(isVisible) : entry,
  );
}

/** @throws Error for a folder among them. */
export function assertFiles(entries: readonly FileEntry[]): void {
  const folder = entries.find(({ isFolder }) => isFolder);
  if (folder === undefined) return;
  throw new Error(
    `Not a file: ${uriOf(folder.path)}. Folders within folders are read by a glob, such as ${uriOf(folder.path).replace(/[^/]*$/, '*/*')}.`,
  );
}

function isVisible({ name }: FileEntry): boolean {
  return !name.startsWith('_') && !name.startsWith('.');
}

/** Commas in braces belong to a glob. */
function splitAtCommas(paths: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0, depth = 0; at < paths.length; at++) {
    const character = paths[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === ',' && depth <= 0) {
      parts.push(paths.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(paths.slice(from));
  const named = parts.map((part) => part.trim()).filter((part) => part !== '');
  if (named.length === 0)
    throw new IllegalArgumentException('Can not create a Path from an empty string');
  return named;
}
