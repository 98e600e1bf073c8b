/**
 * What the worker that speaks ZooKeeper's protocol and the extension tell each other about a tree of znodes:
 * plain data, the same for the local coordination service and any other.
 */

/** ZooKeeper's stat. zxids are exact up to 2^53; times are milliseconds since the epoch. */
export interface ZnodeStat {
  readonly czxid: number;
  readonly mzxid: number;
  readonly pzxid: number;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  /** The session of an ephemeral znode in hexadecimal; absent for others. */
  readonly ephemeralOwner?: string;
  /** Bytes. */
  readonly dataLength: number;
  readonly numChildren: number;
}

/** One row. */
export interface ZnodeSummary {
  readonly path: string;
  /** Absent where the access control list does not let it be read. */
  readonly stat?: ZnodeStat;
  /** Absent where it is too long for a row, or may not be read; null where there is none. */
  readonly data?: Uint8Array | null;
}

/** What is below an open row. */
export interface ZnodeListing {
  readonly path: string;
  /** How many children there are, and how many of them the filter lets through. */
  readonly total: number;
  readonly matching: number;
  /** Names of the first ones that the filter lets through, sorted. */
  readonly names: readonly string[];
  /** Set where the access control list does not let them be listed. */
  readonly denied?: true;
}

/** What is on screen, and is therefore watched. */
export interface ZnodeInterest {
  /** Rows whose children are shown, with how many of them at most. */
  readonly open: readonly { readonly path: string; readonly limit: number }[];
  /** Znodes that are shown elsewhere. */
  readonly others: readonly string[];
  /** Shows only paths that contain it, in upper or lower case, and those above them. Empty for all. */
  readonly filter: string;
}

/** What became different. */
export interface ZnodeChanges {
  readonly listings: readonly ZnodeListing[];
  readonly rows: readonly ZnodeSummary[];
  /** Znodes that were of interest and no longer exist. */
  readonly gone: readonly string[];
  /** With a filter: how many paths contain it. */
  readonly found?: number;
  /** Set where there are more znodes than are searched. */
  readonly incomplete?: true;
}

export type ZnodeMode = 'persistent' | 'persistentSequential' | 'container';

/** What the worker does: each method's argument and result. */
export interface ZnodeMethods {
  /** From now on this is what changes are told of. Answered when all that is new has been told. */
  follow: { argument: ZnodeInterest; result: null };
  /** Tells everything of interest again. */
  refresh: { argument: null; result: null };
  read: { argument: string; result: { data: Uint8Array | null; stat: ZnodeStat } };
  /** How many znodes are below this one. */
  count: { argument: string; result: number };
  /** Answered with the path, which for sequential znodes is longer than the one asked for. */
  create: { argument: { path: string; data: Uint8Array | null; mode: ZnodeMode }; result: string };
  /** Unless it has another version by now; -1 for any. */
  setData: { argument: { path: string; data: Uint8Array | null; version: number }; result: null };
  /** With all below it; answered with how many znodes that were. */
  delete: { argument: string; result: number };
}

/** What the worker tells unasked. */
export type ZnodeEvent =
  | { readonly kind: 'changes'; readonly changes: ZnodeChanges }
  | { readonly kind: 'connected' }
  /** Why, in one sentence. It is tried again. */
  | { readonly kind: 'disconnected'; readonly reason: string };
