import type { CreateMode, WatchEvent } from './coordination.ts';
import { type ErrorName, ErrorNumber, errorName } from './errors.ts';
import { bool, buffer, type Codec, id, int, long, record, text, vector } from './records.ts';
import type { Acl, Stat } from './znode.ts';

/*
 * The records that frame requests and replies, and those that they share: `zookeeper.jute` of Apache ZooKeeper.
 * Requests and responses themselves are in `operations.ts`.
 */

/** xids that are not answers to a numbered request. */
export const Xid = { event: -1, ping: -2, auth: -4, setWatches: -8 } as const;

/**
 * A client's first frame. `readOnly` stands at its end since ZooKeeper 3.4; some clients leave it out, and are
 * then answered without it.
 */
export interface ConnectRequest {
  readonly protocolVersion: number;
  /** The last transaction that the client has seen of any server. */
  readonly lastZxidSeen: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** 0 for a new session. */
  readonly sessionId: bigint;
  readonly password: Uint8Array | null;
}

export const connectRequest = record<ConnectRequest>({
  protocolVersion: int,
  lastZxidSeen: long,
  timeout: int,
  sessionId: id,
  password: buffer,
});

/** The server's first frame; timeout 0 and session 0 where the session has expired. `readOnly` as in the request. */
export interface ConnectResponse {
  readonly protocolVersion: number;
  readonly timeout: number;
  readonly sessionId: bigint;
  readonly password: Uint8Array | null;
}

export const connectResponse = record<ConnectResponse>({
  protocolVersion: int,
  timeout: int,
  sessionId: id,
  password: buffer,
});

export const requestHeader = record<{ readonly xid: number; readonly type: number }>({
  xid: int,
  type: int,
});

/** In front of every reply; one that is an error is nothing more. */
export const replyHeader = record<{
  readonly xid: number;
  readonly zxid: number;
  readonly err: number;
}>({ xid: int, zxid: long, err: int });

export const stat = record<Stat>({
  czxid: long,
  mzxid: long,
  ctime: long,
  mtime: long,
  version: int,
  cversion: int,
  aversion: int,
  ephemeralOwner: id,
  dataLength: int,
  numChildren: int,
  pzxid: long,
});

export const acl: Codec<readonly Acl[]> = vector(
  record<Acl>({ permissions: int, scheme: text, id: text }),
);

/** In front of each operation of a multi, and of each of its results; behind the last one with `done`. */
export const multiHeader = record<{
  readonly type: number;
  readonly done: boolean;
  readonly err: number;
}>({ type: int, done: bool, err: int });

/** An error's code by its name. */
export const errorCode: Codec<ErrorName> = {
  write: (name, to) => to.int(ErrorNumber[name]),
  read: (from) => errorName(from.int()),
};

const SYNC_CONNECTED = 3;
const eventTypes: readonly (WatchEvent['type'] | undefined)[] = [
  undefined,
  'created',
  'deleted',
  'dataChanged',
  'childrenChanged',
];

/** A watch event; one of a type that is not about a znode reads as undefined. */
export const watchEvent: Codec<WatchEvent | undefined> = {
  write: (event, to) => {
    to.int(eventTypes.indexOf(event?.type))
      .int(SYNC_CONNECTED)
      .text(event?.path ?? '');
  },
  read: (from) => {
    const type = eventTypes[from.int()];
    from.int();
    const path = from.text();
    return type && { type, path };
  },
};

const createModes: readonly CreateMode[] = [
  'persistent',
  'ephemeral',
  'persistentSequential',
  'ephemeralSequential',
  'container',
  'persistentWithTtl',
  'persistentSequentialWithTtl',
];

/** A create mode by its flag; a flag that there is not reads as undefined. */
export const createMode: Codec<CreateMode | undefined> = {
  write: (mode, to) => to.int(mode === undefined ? -1 : createModes.indexOf(mode)),
  read: (from) => createModes[from.int()],
};
