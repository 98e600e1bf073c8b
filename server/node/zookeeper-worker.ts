/**
 * The ZooKeeper client of the extension, in a thread of its own: the extension host, which all extensions share,
 * must not decode the children of very large znodes. `server/contract/znodes.ts` says what it does.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ZnodeEvent, ZnodeInterest, ZnodeMethods } from '../contract/znodes.ts';
import { explainError } from '../zookeeper/explain-error.ts';
import { deleteSubtree, listSubtree } from '../zookeeper/subtree.ts';
import { toZnodeStat } from '../zookeeper/tree-observer.ts';
import { ObservedSession } from './observed-session.ts';

type Methods = {
  readonly [M in keyof ZnodeMethods]: (
    argument: ZnodeMethods[M]['argument'],
  ) => Promise<ZnodeMethods[M]['result']>;
};

const { address } = workerData as { readonly address: string };
const session = new ObservedSession(address, (event: ZnodeEvent) =>
  parentPort?.postMessage({ event }),
);

const methods: Methods = {
  follow: async (interest: ZnodeInterest) => {
    await session.follow(interest);
    return null;
  },
  refresh: async () => {
    await session.refresh();
    return null;
  },
  read: (path) =>
    session.use(async (client) => {
      const { data, stat } = await client.getData(path);
      return { data, stat: toZnodeStat(stat) };
    }),
  count: (path) =>
    session.use(async (client) => (await listSubtree(client, path)).paths.length - 1),
  create: ({ path, data, mode }) => session.use((client) => client.create(path, data, { mode })),
  setData: ({ path, data, version }) =>
    session.use(async (client) => {
      await client.setData(path, data, version);
      return null;
    }),
  delete: (path) => session.use((client) => deleteSubtree(client, path)),
};

interface Request {
  readonly id: number;
  readonly method: keyof ZnodeMethods;
  readonly argument: unknown;
}

parentPort?.on('message', async ({ id, method, argument }: Request) => {
  try {
    const run = methods[method] as (argument: unknown) => Promise<unknown>;
    parentPort?.postMessage({ id, result: await run(argument) });
  } catch (error) {
    parentPort?.postMessage({ id, error: explainError(error) });
  }
});
