import type { AddWatchMode, CreateMode } from './coordination.ts';
import { acl, createMode, stat } from './messages.ts';
import { multiRequest, multiResponse } from './multi.ts';
import { OpCode } from './op-code.ts';
import { bool, buffer, type Codec, int, long, record, text, vector } from './records.ts';
import type { Acl, Stat } from './znode.ts';

/*
 * The operations of the protocol as `zookeeper.jute` of Apache ZooKeeper declares them: what the client here writes
 * and reads, and what the server reads and writes.
 */

/** One operation: its code, what is asked and what is answered. */
export interface WireOperation<Request, Response> {
  readonly code: number;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

/** What asking takes of an operation: a way to write the request and one to read the response. */
export interface Askable<Request, Response> {
  readonly code: number;
  readonly request: Pick<Codec<Request>, 'write'>;
  readonly response: Pick<Codec<Response>, 'read'>;
}

function operation<Request, Response>(
  code: number,
  request: Codec<Request>,
  response: Codec<Response>,
): WireOperation<Request, Response> {
  return { code, request, response };
}

const nothing: Codec<unknown> = { write: () => undefined, read: () => undefined };
const paths = vector(text);
const onPath = record<{ path: string }>({ path: text });
const watched = record<{ path: string; watch: boolean }>({ path: text, watch: bool });
const withStat = record<{ stat: Stat }>({ stat });
const pathAndStat = record<{ path: string; stat: Stat }>({ path: text, stat });

export interface CreateRequest {
  path: string;
  data: Uint8Array | null;
  acl: readonly Acl[];
  /** Undefined for a flag that there is not. */
  mode: CreateMode | undefined;
}
const createFields = { path: text, data: buffer, acl, mode: createMode };
const createRequest = record<CreateRequest>(createFields);

export const create = operation(OpCode.create, createRequest, onPath);
export const create2 = operation(OpCode.create2, createRequest, pathAndStat);
export const createContainer = operation(OpCode.createContainer, createRequest, pathAndStat);
export const createTtl = operation(
  OpCode.createTtl,
  record<CreateRequest & { ttl: number }>({ ...createFields, ttl: long }),
  pathAndStat,
);

export const deleteZnode = operation(
  OpCode.delete,
  record<{ path: string; version: number }>({ path: text, version: int }),
  nothing,
);
export const exists = operation(OpCode.exists, watched, withStat);
export const getData = operation(
  OpCode.getData,
  watched,
  record<{ data: Uint8Array | null; stat: Stat }>({ data: buffer, stat }),
);
export const setData = operation(
  OpCode.setData,
  record<{ path: string; data: Uint8Array | null; version: number }>({
    path: text,
    data: buffer,
    version: int,
  }),
  withStat,
);
export const getAcl = operation(
  OpCode.getAcl,
  onPath,
  record<{ acl: readonly Acl[]; stat: Stat }>({ acl, stat }),
);
export const setAcl = operation(
  OpCode.setAcl,
  record<{ path: string; acl: readonly Acl[]; version: number }>({
    path: text,
    acl,
    version: int,
  }),
  withStat,
);
export const getChildren = operation(
  OpCode.getChildren,
  watched,
  record<{ children: readonly string[] }>({ children: paths }),
);
export const getChildren2 = operation(
  OpCode.getChildren2,
  watched,
  record<{ children: readonly string[]; stat: Stat }>({ children: paths, stat }),
);
export const getAllChildrenNumber = operation(
  OpCode.getAllChildrenNumber,
  onPath,
  record<{ totalNumber: number }>({ totalNumber: int }),
);
export const getEphemerals = operation(
  OpCode.getEphemerals,
  record<{ prefixPath: string }>({ prefixPath: text }),
  record<{ ephemerals: readonly string[] }>({ ephemerals: paths }),
);

export const multi = operation(OpCode.multi, multiRequest, multiResponse);
/** Reads several znodes; each result may be an error of its own. */
export const multiRead = operation(OpCode.multiRead, multiRequest, multiResponse);

export const sync = operation(OpCode.sync, onPath, onPath);
export const ping = operation(OpCode.ping, nothing, nothing);
export const closeSession = operation(OpCode.closeSession, nothing, nothing);

export const auth = operation(
  OpCode.auth,
  record<{ type: number; scheme: string; auth: Uint8Array | null }>({
    type: int,
    scheme: text,
    auth: buffer,
  }),
  nothing,
);
export const whoAmI = operation(
  OpCode.whoAmI,
  nothing,
  vector(record<{ scheme: string; user: string }>({ scheme: text, user: text })),
);

/** Codes of what `checkWatches` and `removeWatches` mean (Apache ZooKeeper's `Watcher.WatcherType`). */
export const WatcherType = {
  children: 1,
  data: 2,
  any: 3,
  persistent: 4,
  persistentRecursive: 5,
} as const;

const watchesRequest = record<{ path: string; type: number }>({ path: text, type: int });
export const checkWatches = operation(OpCode.checkWatches, watchesRequest, nothing);
export const removeWatches = operation(OpCode.removeWatches, watchesRequest, nothing);

/** Modes of `addWatch`, by their code. */
export const addWatchModes: readonly AddWatchMode[] = ['persistent', 'persistentRecursive'];
export const addWatch = operation(
  OpCode.addWatch,
  record<{ path: string; mode: number }>({ path: text, mode: int }),
  record<{ err: number }>({ err: int }),
);

interface SetWatchesRequest {
  /** The last transaction that the client has seen. */
  relativeZxid: number;
  data: readonly string[];
  exists: readonly string[];
  children: readonly string[];
}
const setWatchesFields = { relativeZxid: long, data: paths, exists: paths, children: paths };
export const setWatches = operation(
  OpCode.setWatches,
  record<SetWatchesRequest>(setWatchesFields),
  nothing,
);
export const setWatches2 = operation(
  OpCode.setWatches2,
  record<
    SetWatchesRequest & { persistent: readonly string[]; persistentRecursive: readonly string[] }
  >({ ...setWatchesFields, persistent: paths, persistentRecursive: paths }),
  nothing,
);
