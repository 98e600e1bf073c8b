/** ZooKeeper's error codes under the names of its `KeeperException.Code`. */
export const ErrorNumber = {
  OK: 0,
  SYSTEMERROR: -1,
  RUNTIMEINCONSISTENCY: -2,
  DATAINCONSISTENCY: -3,
  CONNECTIONLOSS: -4,
  MARSHALLINGERROR: -5,
  UNIMPLEMENTED: -6,
  OPERATIONTIMEOUT: -7,
  BADARGUMENTS: -8,
  UNKNOWNSESSION: -12,
  NEWCONFIGNOQUORUM: -13,
  RECONFIGINPROGRESS: -14,
  APIERROR: -100,
  NONODE: -101,
  NOAUTH: -102,
  BADVERSION: -103,
  NOCHILDRENFOREPHEMERALS: -108,
  NODEEXISTS: -110,
  NOTEMPTY: -111,
  SESSIONEXPIRED: -112,
  INVALIDCALLBACK: -113,
  INVALIDACL: -114,
  AUTHFAILED: -115,
  SESSIONMOVED: -118,
  NOTREADONLY: -119,
  EPHEMERALONLOCALSESSION: -120,
  NOWATCHER: -121,
  REQUESTTIMEOUT: -122,
  RECONFIGDISABLED: -123,
  SESSIONCLOSEDREQUIRESASLAUTH: -124,
  QUOTAEXCEEDED: -125,
  THROTTLEDOP: -127,
} as const;

/** The name of a code: `NONODE`, `NODEEXISTS` … */
export type ErrorName = keyof typeof ErrorNumber;

const names = new Map<number, ErrorName>(
  Object.entries(ErrorNumber).map(([name, number]) => [number, name as ErrorName]),
);

/** The name of code `number`; `SYSTEMERROR` for one that ZooKeeper does not have. */
export function errorName(number: number): ErrorName {
  return names.get(number) ?? 'SYSTEMERROR';
}

/** An operation that the coordination service refused, or that could not reach it (`CONNECTIONLOSS`). */
export class ZooKeeperError extends Error {
  override readonly name: string = 'ZooKeeperError';
  readonly code: ErrorName;
  /** The znode that the operation was about, where there is one. */
  readonly path: string | undefined;

  /** `detail` says more than the code where there is more to say. */
  constructor(code: ErrorName, path?: string, detail?: string) {
    const about = path === undefined ? code : `${code} for ${path}`;
    super(detail === undefined ? `ZooKeeper: ${about}` : `ZooKeeper: ${about} (${detail})`);
    this.code = code;
    this.path = path;
  }

  /** The code's number on the wire. */
  get number(): number {
    return ErrorNumber[this.code];
  }
}

/** A `multi` of which nothing was applied; `code` and `path` are those of the operation that failed. */
export class MultiError extends ZooKeeperError {
  override readonly name = 'MultiError';
  /** One for each operation: `OK` before the one that failed, `RUNTIMEINCONSISTENCY` after it. */
  readonly codes: readonly ErrorName[];

  constructor(codes: readonly ErrorName[], paths: readonly string[]) {
    const failed = codes.findIndex((code) => code !== 'OK' && code !== 'RUNTIMEINCONSISTENCY');
    const at = failed < 0 ? codes.findIndex((code) => code !== 'OK') : failed;
    super(codes[at] ?? 'SYSTEMERROR', paths[at]);
    this.codes = codes;
  }
}
