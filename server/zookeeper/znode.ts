import { NO_OWNER, ownerKind } from './owner.ts';

/** What ZooKeeper tells of a znode; its field names. zxids are exact up to 2^53. */
export interface Stat {
  /** Transaction that made it, last changed its data, last made or deleted a child of it. */
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
  /** Milliseconds since the epoch: made, data last changed. */
  readonly ctime: number;
  readonly mtime: number;
  /** How often its data, its children and its ACL changed. */
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  /** The session that an ephemeral znode belongs to, else 0. */
  readonly ephemeralOwner: bigint;
  /** Bytes of data. */
  readonly dataLength: number;
  readonly numChildren: number;
}

/** One entry of an access control list: `permissions` (bits of `Permission`) for whoever is `scheme:id`. */
export interface Acl {
  readonly permissions: number;
  readonly scheme: string;
  readonly id: string;
}

/** Bits of an ACL's permissions. */
export const Permission = { READ: 1, WRITE: 2, CREATE: 4, DELETE: 8, ADMIN: 16, ALL: 31 } as const;

/** Anyone may do anything: the ACL of znodes made without one. */
export const openAcl: readonly Acl[] = [
  { permissions: Permission.ALL, scheme: 'world', id: 'anyone' },
];

/** `acl`, or the one `openAcl` where it says the same: nearly every znode has that. */
export function shared(acl: readonly Acl[]): readonly Acl[] {
  const [entry, ...rest] = acl;
  const isOpen =
    rest.length === 0 &&
    entry?.permissions === Permission.ALL &&
    entry.scheme === 'world' &&
    entry.id === 'anyone';
  return isOpen ? openAcl : acl;
}

/** One node of the tree. Replaced, never changed, apart from `children`, which the tree keeps. */
export interface Znode {
  readonly data: Uint8Array | null;
  readonly acl: readonly Acl[];
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly aversion: number;
  /** How many children were ever made in it: the number of the next sequential one. */
  readonly creations: number;
  /** Whose or what it is: see `owner.ts`. */
  readonly ephemeralOwner: bigint;
  /** Names. Undefined for none: most znodes are leaves, and there may be very many. */
  readonly children: Set<string> | undefined;
}

/** The stat of a znode (Apache ZooKeeper's `DataNode.copyStat`). */
export function statOf(znode: Znode): Stat {
  const numChildren = znode.children?.size ?? 0;
  return {
    czxid: znode.czxid,
    mzxid: znode.mzxid,
    pzxid: znode.pzxid,
    ctime: znode.ctime,
    mtime: znode.mtime,
    version: znode.version,
    // Those made and those deleted.
    cversion: (znode.creations * 2 - numChildren) | 0,
    aversion: znode.aversion,
    // The marks of containers and times to live are the server's own affair.
    ephemeralOwner: ownerKind(znode.ephemeralOwner) === 'session' ? znode.ephemeralOwner : NO_OWNER,
    dataLength: znode.data?.length ?? 0,
    numChildren,
  };
}
