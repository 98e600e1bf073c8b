import type { ErrorName } from '../../zookeeper/errors.ts';
import { ZooKeeperError } from '../../zookeeper/errors.ts';

/** A command of the shell that failed; the message is what the shell prints (Apache ZooKeeper's CliException). */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Apache ZooKeeper's words for codes (CliWrapperException); the path follows. */
const sentences: Partial<Record<ErrorName, string>> = {
  NONODE: 'Node does not exist: ',
  NOCHILDRENFOREPHEMERALS: 'Ephemerals cannot have children: ',
  NODEEXISTS: 'Node already exists: ',
  NOTEMPTY: 'Node not empty: ',
  NOTREADONLY: 'Not a read-only call: ',
  INVALIDACL: 'Acl is not valid : ',
  NOAUTH: 'Insufficient permission : ',
  BADARGUMENTS: 'Arguments are not valid : ',
  BADVERSION: 'version No is not valid : ',
  QUOTAEXCEEDED: 'Quota has exceeded : ',
};

/** For the others, as KeeperException names them. */
const names: Partial<Record<ErrorName, string>> = {
  CONNECTIONLOSS: 'ConnectionLoss',
  SESSIONEXPIRED: 'Session expired',
  AUTHFAILED: 'AuthFailed',
  NOWATCHER: 'No such watcher',
  UNIMPLEMENTED: 'Unimplemented',
  MARSHALLINGERROR: 'MarshallingError',
  OPERATIONTIMEOUT: 'OperationTimeout',
  REQUESTTIMEOUT: 'RequestTimeout',
  THROTTLEDOP: 'Op throttled due to high load',
};

/** The error as the shell prints it; whatever is no failure of an operation stays what it is. */
export function asShellError(error: unknown): unknown {
  if (!(error instanceof ZooKeeperError)) return error;
  const { code, path } = error;
  const sentence = sentences[code];
  if (sentence !== undefined) return new ShellError(sentence + (path ?? null));
  const about = path === undefined ? '' : ` for ${path}`;
  return new ShellError(`KeeperErrorCode = ${names[code] ?? code}${about}`);
}

/** @throws ShellError that says what is wrong with the path (Apache ZooKeeper's PathUtils) */
export function checkPath(path: string): void {
  if (path === '') throw new ShellError('Path length must be > 0');
  if (!path.startsWith('/')) throw new ShellError('Path must start with / character');
  if (path === '/') return;
  if (path.endsWith('/')) throw new ShellError('Path must not end with / character');
  const wrong = (reason: string, at: number) =>
    new ShellError(`Invalid path string "${path}" caused by ${reason} @${at}`);
  let at = 0;
  for (const part of path.split('/').slice(1)) {
    if (part === '') throw wrong('empty node name specified', at + 1);
    if (part === '.' || part === '..') {
      throw wrong('relative paths not allowed', at + part.length);
    }
    const control = Array.from(part).findIndex((character) => isForbidden(character.charCodeAt(0)));
    if (control >= 0) throw wrong('invalid character', at + 1 + control);
    at += part.length + 1;
  }
}

function isForbidden(code: number): boolean {
  return (
    code <= 0x1f ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0xd800 && code <= 0xf8ff) ||
    code >= 0xfff0
  );
}
