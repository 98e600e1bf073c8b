import { NO_OWNER } from './owner.ts';
import { type Acl, openAcl, Permission, type Znode } from './znode.ts';

/** Paths that cannot be deleted: the root and ZooKeeper's own. */
export const systemPaths: ReadonlySet<string> = new Set([
  '/',
  '/zookeeper',
  '/zookeeper/config',
  '/zookeeper/quota',
]);

const readOnlyAcl: readonly Acl[] = [
  { permissions: Permission.READ, scheme: 'world', id: 'anyone' },
];

const blank: Znode = {
  data: new Uint8Array(0),
  acl: openAcl,
  czxid: 0,
  mzxid: 0,
  pzxid: 0,
  ctime: 0,
  mtime: 0,
  version: 0,
  aversion: 0,
  // As if these had always been there: Apache ZooKeeper does not count them either.
  creations: 0,
  ephemeralOwner: NO_OWNER,
  children: undefined,
};

/** The znodes of a tree in which nothing was ever changed (Apache ZooKeeper's `DataTree`). */
export function newTree(): Map<string, Znode> {
  const znodes = new Map<string, Znode>();
  for (const path of systemPaths) znodes.set(path, blank);
  znodes.set('/zookeeper/config', { ...blank, acl: readOnlyAcl, aversion: -1 });
  return znodes;
}
