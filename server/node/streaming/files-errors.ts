import { FilesError } from '../../ports/files.ts';

/**
 * What the system says, as a user can act on it.
 * @param doing what was tried: `read`, `write` …
 */
export function filesError(doing: string, path: string, error: unknown): FilesError {
  if (error instanceof FilesError) return error;
  return new FilesError(path, explain(doing, path, error as NodeJS.ErrnoException), {
    cause: error,
  });
}

function explain(doing: string, path: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return `Cannot ${doing} ${path}: there is no such file or folder.`;
    case 'ENOTDIR':
      return `Cannot ${doing} ${path}: it is, or lies below, a file and not a folder.`;
    case 'EISDIR':
      return `Cannot ${doing} ${path}: it is a folder.`;
    case 'EEXIST':
      return `Cannot ${doing} ${path}: there is a file of that name.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `Cannot ${doing} ${path}: this user may not. Give it the permission, or choose another place.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `Cannot ${doing} ${path}: the disk is full. Free some space.`;
    case 'EMFILE':
    case 'ENFILE':
      return `Cannot ${doing} ${path}: too many files are open. Use fewer partitions, or raise the limit (ulimit -n).`;
    default:
      return `Cannot ${doing} ${path}: ${message}`;
  }
}
