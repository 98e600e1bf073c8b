import type { ClientView } from './client-view.ts';
import type { CreateMode, Operation } from './coordination.ts';
import { MultiError, ZooKeeperError } from './errors.ts';
import type { JuteReader, JuteWriter } from './jute.ts';
import type { MultiItem, MultiResult, ReadOperation } from './multi.ts';
import { OpCode } from './op-code.ts';
import * as ops from './operations.ts';
import type { WatchKind } from './watches.ts';

/** Performs a request that has been read, and returns what writes the answer. Throws a ZooKeeperError. */
export type PreparedRequest = (view: ClientView) => (to: JuteWriter) => void;

/**
 * Reads the request of operation `code`; undefined for a code that is not served (102 sasl …).
 * `auth`, `ping` and `closeSession` are the connection's own affair.
 * @throws JuteError where the bytes are no such request.
 */
export function prepareRequest(code: number, from: JuteReader): PreparedRequest | undefined {
  return handlers.get(code)?.(from);
}

const handlers = new Map<number, (from: JuteReader) => PreparedRequest>();

function serve<Request, Response>(
  { code, request, response }: ops.WireOperation<Request, Response>,
  perform: (view: ClientView, request: Request) => Response,
): void {
  handlers.set(code, (from) => {
    const asked = request.read(from);
    return (view) => {
      const answer = perform(view, asked);
      return (to) => response.write(answer, to);
    };
  });
}

serve(ops.create, (view, request) => create(view, request));
serve(ops.create2, (view, request) => create(view, request));
serve(ops.createContainer, (view, request) => create(view, request));
serve(ops.createTtl, (view, request) => create(view, request, request.ttl));
serve(ops.deleteZnode, (view, { path, version }) => view.delete(path, version));
serve(ops.exists, (view, { path, watch }) => {
  const stat = view.exists(path, watch);
  if (stat === undefined) throw new ZooKeeperError('NONODE', path);
  return { stat };
});
serve(ops.getData, (view, { path, watch }) => view.getData(path, watch));
serve(ops.setData, (view, { path, data, version }) => ({
  stat: view.setData(path, data, version),
}));
serve(ops.getAcl, (view, { path }) => view.getAcl(path));
serve(ops.setAcl, (view, { path, acl, version }) => ({ stat: view.setAcl(path, acl, version) }));
serve(ops.getChildren, (view, { path, watch }) => view.getChildren(path, watch));
serve(ops.getChildren2, (view, { path, watch }) => view.getChildren(path, watch));
serve(ops.getAllChildrenNumber, (view, { path }) => ({ totalNumber: view.countBelow(path) }));
serve(ops.getEphemerals, (view, { prefixPath }) => ({ ephemerals: view.ephemerals(prefixPath) }));
serve(ops.sync, (_view, { path }) => ({ path }));
serve(ops.whoAmI, (view) =>
  view.identities.map(({ scheme, id }) => ({
    scheme,
    user: scheme === 'digest' ? id.replace(/:.*/s, '') : id,
  })),
);

serve(ops.multi, (view, items) => {
  const operations = items.map(({ operation }) => {
    if (isRead(operation)) throw new ZooKeeperError('MARSHALLINGERROR', operation.path);
    return operation;
  });
  return multi(view, items, operations);
});
serve(ops.multiRead, (view, items) =>
  items.map(({ operation }): MultiResult => {
    if (!isRead(operation)) throw new ZooKeeperError('MARSHALLINGERROR', operation.path);
    return read(view, operation);
  }),
);

serve(ops.addWatch, (view, { path, mode }) => {
  const named = ops.addWatchModes[mode];
  if (named === undefined) throw new ZooKeeperError('MARSHALLINGERROR', path);
  view.addWatch(path, named);
  return { err: 0 };
});
serve(ops.checkWatches, (view, { path, type }) => view.checkWatches(path, kindsOf(path, type)));
serve(ops.removeWatches, (view, { path, type }) => view.removeWatches(path, kindsOf(path, type)));
serve(ops.setWatches, (view, { relativeZxid, ...list }) =>
  view.restoreWatches(relativeZxid, { ...list, persistent: [], persistentRecursive: [] }),
);
serve(ops.setWatches2, (view, { relativeZxid, ...list }) =>
  view.restoreWatches(relativeZxid, list),
);

// There is no ensemble to reconfigure: as in an Apache ZooKeeper that does not allow it.
handlers.set(OpCode.reconfig, () => () => {
  throw new ZooKeeperError('RECONFIGDISABLED');
});

function create(view: ClientView, request: ops.CreateRequest, ttl?: number) {
  const { path, data, acl } = request;
  const mode: CreateMode | undefined = request.mode;
  if (mode === undefined) throw new ZooKeeperError('BADARGUMENTS', path);
  return view.create(path, data, ttl === undefined ? { mode, acl } : { mode, acl, ttl });
}

function isRead(operation: Operation | ReadOperation): operation is ReadOperation {
  return operation.type === 'getData' || operation.type === 'getChildren';
}

/** One that fails is answered like one that succeeds, with an error for each operation. */
function multi(
  view: ClientView,
  items: readonly MultiItem[],
  operations: readonly Operation[],
): MultiResult[] {
  try {
    return view.multi(operations).map((result, i) => {
      // As asked for, so answered: only the oldest form of creation has no stat in its answer.
      const withoutStat = result.type === 'create' && items[i]?.code === OpCode.create;
      return withoutStat ? { type: 'create', path: result.path } : result;
    });
  } catch (error) {
    if (!(error instanceof MultiError)) throw error;
    return error.codes.map((code) => ({ type: 'error', error: code }));
  }
}

function read(view: ClientView, operation: ReadOperation): MultiResult {
  try {
    return operation.type === 'getData'
      ? { type: 'getData', ...view.getData(operation.path, false) }
      : { type: 'getChildren', children: view.getChildren(operation.path, false).children };
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
    return { type: 'error', error: error.code };
  }
}

const kindsOfType = new Map<number, readonly WatchKind[]>([
  [ops.WatcherType.children, ['children']],
  [ops.WatcherType.data, ['data']],
  [ops.WatcherType.any, ['data', 'children', 'persistent', 'persistentRecursive']],
  [ops.WatcherType.persistent, ['persistent']],
  [ops.WatcherType.persistentRecursive, ['persistentRecursive']],
]);

function kindsOf(path: string, type: number): readonly WatchKind[] {
  const kinds = kindsOfType.get(type);
  if (kinds === undefined) throw new ZooKeeperError('MARSHALLINGERROR', path);
  return kinds;
}
