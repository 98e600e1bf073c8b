import { StoreError } from './store-error.ts';

/** What went wrong, as LevelDB, classic-level and Node tell it: codes and texts of an error and its causes. */
interface Trouble {
  readonly codes: readonly string[];
  readonly text: string;
}

const spaceCodes = ['ENOSPC', 'EDQUOT'];
const spaceTexts = /no space left|quota exceeded|not enough space|disk is full/i;
const accessCodes = ['EACCES', 'EPERM', 'EROFS'];
const accessTexts = /permission denied|access is denied|read-only file system/i;

/** The StoreError for a failed opening of the directory `path`. */
export function openError(path: string, error: unknown): StoreError {
  const trouble = troubleOf(error);
  const cause = { cause: error };
  if (trouble.codes.includes('LEVEL_LOCKED')) {
    return new StoreError(
      'locked',
      `The data directory ${path} is in use by another process. Stop it, or choose another data directory.`,
      cause,
    );
  }
  if (isOutOfSpace(trouble)) return diskFull(path, error);
  if (isDenied(trouble)) {
    return new StoreError(
      'unreadable',
      `The data directory ${path} may not be read and written (${trouble.text}). ` +
        'Give this user the permission, or choose another data directory.',
      cause,
    );
  }
  if (trouble.codes.includes('EEXIST') || trouble.codes.includes('ENOTDIR')) {
    return new StoreError(
      'unreadable',
      `${path} is not a directory. Move it away, or choose another data directory.`,
      cause,
    );
  }
  return new StoreError(
    'unreadable',
    `The data directory ${path} is damaged (${trouble.text}). ` +
      'Restore it from a copy, or choose another data directory; the files were left as they are.',
    cause,
  );
}

/** The StoreError for an operation that failed on the open store at `path`. */
export function operationError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const trouble = troubleOf(error);
  if (isOutOfSpace(trouble)) return diskFull(path, error);
  return new StoreError('failed', `The data directory ${path} failed: ${trouble.text}`, {
    cause: error,
  });
}

/** The StoreError for a disk without room. */
export function diskFull(path: string, cause: unknown): StoreError {
  return new StoreError(
    'disk-full',
    `The disk that holds ${path} is full. Free some space; nothing that was stored is lost.`,
    { cause },
  );
}

/** Whether `error` says that the database was closed under an operation. */
export function isNotOpen(error: unknown): boolean {
  return troubleOf(error).codes.some((code) => /^LEVEL_\w+_NOT_OPEN$/.test(code));
}

function isOutOfSpace({ codes, text }: Trouble): boolean {
  return spaceTexts.test(text) || codes.some((code) => spaceCodes.includes(code));
}

function isDenied({ codes, text }: Trouble): boolean {
  return accessTexts.test(text) || codes.some((code) => accessCodes.includes(code));
}

/** The text is that of the innermost cause, which is the system's own. */
function troubleOf(error: unknown): Trouble {
  const codes: string[] = [];
  let text = '';
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as Error & { code?: unknown };
    if (typeof code === 'string') codes.push(code);
    text = cause.message;
  }
  return { codes, text: text || String(error) };
}
