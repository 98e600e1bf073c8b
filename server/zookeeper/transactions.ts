import { retainable } from '../storage/bytes.ts';
import { checkPermission, effectiveAcl, type Identity } from './access-control.ts';
import type { CreateMode, CreateOptions } from './coordination.ts';
import type { DataTree, Undo } from './data-tree.ts';
import { ZooKeeperError } from './errors.ts';
import { CONTAINER_OWNER, MAX_TTL, NO_OWNER, ownerKind, ttlOwner } from './owner.ts';
import { parentOf, validatePath } from './paths.ts';
import { systemPaths } from './system-znodes.ts';
import type { Change } from './watches.ts';
import { type Acl, openAcl, Permission, type Stat, statOf } from './znode.ts';

/** On whose behalf a transaction runs, and when. */
export interface TransactionContext {
  readonly zxid: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The session that ephemeral znodes made here belong to. */
  readonly session: bigint;
  readonly identities: readonly Identity[];
}

/**
 * Changes of the tree that belong together: they share one zxid and happen all or, after `rollBack`, not at all.
 * The rules are those of Apache ZooKeeper's `PrepRequestProcessor`, down to the order of its checks. An operation
 * that throws has changed nothing.
 */
export class Transaction {
  /** What watches are to hear of, in order. */
  readonly changes: Change[] = [];
  /** Paths of znodes that are no longer as they were stored. */
  readonly touched = new Set<string>();
  readonly #tree: DataTree;
  readonly #context: TransactionContext;
  readonly #undo: Undo[] = [];

  constructor(tree: DataTree, context: TransactionContext) {
    this.#tree = tree;
    this.#context = context;
  }

  create(
    path: string,
    data: Uint8Array | null,
    { mode = 'persistent', acl = openAcl, ttl }: CreateOptions = {},
  ): { path: string; stat: Stat } {
    const { zxid, time, identities } = this.#context;
    const ephemeralOwner = this.#ownerFor(path, mode, ttl);
    validateNewPath(path, mode);
    const kept = effectiveAcl(acl, identities, path);
    const parentPath = parentOf(path);
    const parent = this.#tree.need(parentPath, path);
    checkPermission(parent.acl, Permission.CREATE, identities, path);
    const created = isSequential(mode) ? path + sequenceSuffix(parent.creations) : path;
    if (this.#tree.get(created) !== undefined) throw new ZooKeeperError('NODEEXISTS', created);
    if (ownerKind(parent.ephemeralOwner) === 'session') {
      throw new ZooKeeperError('NOCHILDRENFOREPHEMERALS', created);
    }
    this.#undo.push(
      this.#tree.insert(created, {
        data: data && retainable(data),
        acl: kept,
        czxid: zxid,
        mzxid: zxid,
        pzxid: zxid,
        ctime: time,
        mtime: time,
        version: 0,
        aversion: 0,
        creations: 0,
        ephemeralOwner,
        children: undefined,
      }),
      this.#tree.update(parentPath, { pzxid: zxid, creations: (parent.creations + 1) | 0 }),
    );
    this.#touch(created, parentPath);
    this.#changed('created', created, kept);
    this.#changed('childrenChanged', parentPath, parent.acl);
    return { path: created, stat: statOf(this.#tree.need(created)) };
  }

  delete(path: string, version = -1): void {
    const { identities } = this.#context;
    if (!path.startsWith('/') || path.includes('\0') || systemPaths.has(path)) {
      throw new ZooKeeperError('BADARGUMENTS', path);
    }
    const parent = this.#tree.need(parentOf(path), path);
    checkPermission(parent.acl, Permission.DELETE, identities, path);
    const znode = this.#tree.need(path);
    checkVersion(znode.version, version, path);
    if ((znode.children?.size ?? 0) > 0) throw new ZooKeeperError('NOTEMPTY', path);
    this.#remove(path);
  }

  setData(path: string, data: Uint8Array | null, version = -1): Stat {
    const { zxid, time, identities } = this.#context;
    validatePath(path);
    const znode = this.#tree.need(path);
    checkPermission(znode.acl, Permission.WRITE, identities, path);
    checkVersion(znode.version, version, path);
    this.#undo.push(
      this.#tree.update(path, {
        data: data && retainable(data),
        mzxid: zxid,
        mtime: time,
        version: nextVersion(znode.version),
      }),
    );
    this.#touch(path);
    this.#changed('dataChanged', path, znode.acl);
    return statOf(this.#tree.need(path));
  }

  setAcl(path: string, acl: readonly Acl[], version = -1): Stat {
    const { identities } = this.#context;
    validatePath(path);
    const kept = effectiveAcl(acl, identities, path);
    const znode = this.#tree.need(path);
    checkPermission(znode.acl, Permission.ADMIN, identities, path);
    checkVersion(znode.aversion, version, path);
    this.#undo.push(this.#tree.update(path, { acl: kept, aversion: nextVersion(znode.aversion) }));
    this.#touch(path);
    return statOf(this.#tree.need(path));
  }

  /** Throws unless the znode has that version. */
  check(path: string, version: number): void {
    validatePath(path);
    const znode = this.#tree.need(path);
    checkPermission(znode.acl, Permission.READ, this.#context.identities, path);
    checkVersion(znode.version, version, path);
  }

  /** Deletes the ephemeral znodes of a session that has ended. */
  deleteEphemerals(session: bigint): void {
    for (const path of this.#tree.ephemeralsOf(session)) this.#remove(path);
  }

  /** Deletes a container or a znode whose time is over, unless it has children again. */
  reap(path: string): void {
    const znode = this.#tree.get(path);
    if (znode !== undefined && (znode.children?.size ?? 0) === 0) this.#remove(path);
  }

  /** Takes everything back. */
  rollBack(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo.length = 0;
    this.changes.length = 0;
    this.touched.clear();
  }

  #remove(path: string): void {
    const { zxid } = this.#context;
    const { acl } = this.#tree.need(path);
    const parentPath = parentOf(path);
    this.#undo.push(this.#tree.remove(path), this.#tree.update(parentPath, { pzxid: zxid }));
    this.#touch(path, parentPath);
    this.#changed('deleted', path, acl);
    this.#changed('childrenChanged', parentPath, this.#tree.need(parentPath).acl);
  }

  #ownerFor(path: string, mode: CreateMode, ttl: number | undefined): bigint {
    const withTtl = mode === 'persistentWithTtl' || mode === 'persistentSequentialWithTtl';
    const given = ttl !== undefined && ttl >= 0;
    if (withTtl !== given || (given && (ttl === 0 || ttl > MAX_TTL))) {
      throw new ZooKeeperError('BADARGUMENTS', path);
    }
    if (given) return ttlOwner(ttl);
    if (mode === 'container') return CONTAINER_OWNER;
    return mode === 'ephemeral' || mode === 'ephemeralSequential'
      ? this.#context.session
      : NO_OWNER;
  }

  #touch(...paths: string[]): void {
    for (const path of paths) this.touched.add(path);
  }

  #changed(type: Change['event']['type'], path: string, acl: readonly Acl[]): void {
    this.changes.push({ event: { type, path }, zxid: this.#context.zxid, acl });
  }
}

/** A sequential path is complete, and valid, only with its number. @throws ZooKeeperError BADARGUMENTS */
export function validateNewPath(path: string, mode: CreateMode): void {
  validatePath(isSequential(mode) ? `${path}0` : path);
}

function isSequential(mode: CreateMode): boolean {
  return (
    mode === 'persistentSequential' ||
    mode === 'ephemeralSequential' ||
    mode === 'persistentSequentialWithTtl'
  );
}

/** Java's `%010d`: the sign takes one of the ten places. */
function sequenceSuffix(number: number): string {
  return number < 0 ? `-${String(-number).padStart(9, '0')}` : String(number).padStart(10, '0');
}

function checkVersion(current: number, expected: number, path: string): void {
  if (expected !== -1 && expected !== current) throw new ZooKeeperError('BADVERSION', path);
}

/** −1 is left out: as an expected version it means any (ZOOKEEPER-4743). */
function nextVersion(version: number): number {
  const next = (version + 1) | 0;
  return next === -1 ? 0 : next;
}
