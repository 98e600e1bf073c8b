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
  /** The session that an ephemeral znode belongs to; 0 for others (containers and TTLs have theirs encoded). */
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
