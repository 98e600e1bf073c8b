import type {
  ZnodeChanges,
  ZnodeInterest,
  ZnodeListing,
  ZnodeStat,
  ZnodeSummary,
} from '../contract/znodes.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { type Coordination, type Stat, type WatchEvent, ZooKeeperError } from './coordination.ts';
import { childPath } from './subtree.ts';
import { TreeSearch } from './tree-search.ts';

/** Data up to this many bytes comes with its row. */
export const SHORT_BYTES = 1_024;
/** Changes are gathered for so long, in milliseconds, and longer where reading them takes its time. */
const GATHER_MS = 50;
const REST_PER_WORK = 4;
const LONGEST_REST_MS = 2_000;

const nothing: ZnodeInterest = { open: [], others: [], filter: '' };

/**
 * Part of a tree of znodes, kept up to date for someone who looks at it: the rows that are open, those in them, and
 * what a filter lets through. It sets a persistent watch on each of these znodes (ZooKeeper 3.6), so that it costs
 * nothing while nothing happens.
 */
export class TreeObserver {
  readonly #coordination: Coordination;
  readonly #clock: Clock;
  readonly #tell: (changes: ZnodeChanges) => void;
  readonly #search: TreeSearch;
  #interest = nothing;
  /** What was last told of each open row. */
  readonly #listings = new Map<string, ZnodeListing>();
  readonly #watched = new Set<string>();
  readonly #staleListings = new Set<string>();
  readonly #staleRows = new Set<string>();
  #watchesAll = false;
  #updating: Promise<void> | undefined;
  #timer: Timer | undefined;
  /** Monotonic time before which nothing is read again that has changed. */
  #restUntil = 0;
  #closed = false;

  /** `tell` is called with what has changed, in the order in which it was read. */
  constructor(coordination: Coordination, clock: Clock, tell: (changes: ZnodeChanges) => void) {
    this.#coordination = coordination;
    this.#clock = clock;
    this.#tell = tell;
    this.#search = new TreeSearch(coordination);
  }

  /**
   * Looks at something else from now on. Resolves when what is new has been told.
   * @throws ZooKeeperError CONNECTIONLOSS, SESSIONEXPIRED
   */
  async follow(interest: ZnodeInterest): Promise<void> {
    const before = this.#interest;
    this.#interest = interest;
    const limits = new Map(before.open.map(({ path, limit }) => [path, limit]));
    for (const { path, limit } of interest.open) {
      const changed = before.filter !== interest.filter || limits.get(path) !== limit;
      if (changed) this.#staleListings.add(path);
    }
    await this.#update();
  }

  /** Reads everything again. Resolves when it has been told. @throws as `follow` */
  async refresh(): Promise<void> {
    this.#allIsStale();
    await this.#update();
  }

  /**
   * To be called when there is a connection again: persistent watches do not tell what happened meanwhile, and another
   * session has none.
   */
  reconnected({ sameSession }: { readonly sameSession: boolean }): void {
    if (!sameSession) {
      this.#watched.clear();
      this.#watchesAll = false;
    }
    this.#allIsStale();
    this.#restUntil = 0;
    this.#schedule(0);
  }

  /** Tells nothing any more. Watches stay until the session ends. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #allIsStale(): void {
    this.#search.forget();
    for (const { path } of this.#interest.open) this.#staleListings.add(path);
    for (const path of this.#watched) this.#staleRows.add(path);
    for (const path of this.#shown()) this.#staleRows.add(path);
  }

  readonly #onEvent = ({ type, path }: WatchEvent): void => {
    if (!this.#watched.has(path)) return;
    this.#staleRows.add(path);
    const isOpen = this.#interest.open.some((row) => row.path === path);
    if (type !== 'dataChanged' && isOpen) this.#staleListings.add(path);
    this.#schedule(GATHER_MS);
  };

  readonly #onAnyEvent = ({ type }: WatchEvent): void => {
    if (this.#interest.filter === '' || type === 'dataChanged') return;
    this.#search.forget();
    for (const { path } of this.#interest.open) this.#staleListings.add(path);
    this.#schedule(GATHER_MS);
  };

  #schedule(delay: number): void {
    if (this.#closed || this.#timer !== undefined) return;
    const rest = this.#restUntil - this.#clock.monotonic();
    this.#timer = this.#clock.after(Math.max(delay, rest), () => {
      this.#timer = undefined;
      // Without a connection all waits for the next one: `reconnected` says when.
      this.#update().catch(() => undefined);
    });
  }

  /** One update after the other: whoever asks waits for one that began after asking. */
  async #update(): Promise<void> {
    await this.#updating?.catch(() => undefined);
    const began = this.#clock.monotonic();
    this.#updating ??= this.#readStale().finally(() => {
      this.#updating = undefined;
      const now = this.#clock.monotonic();
      this.#restUntil = now + Math.min((now - began) * REST_PER_WORK, LONGEST_REST_MS);
    });
    await this.#updating;
  }

  async #readStale(): Promise<void> {
    if (this.#closed) return;
    const { open, filter } = this.#interest;
    await this.#watchAll(filter !== '');
    const opened = new Set(open.map(({ path }) => path));
    for (const path of this.#listings.keys()) if (!opened.has(path)) this.#listings.delete(path);
    for (const path of this.#staleListings) if (!opened.has(path)) this.#staleListings.delete(path);

    const gone = new Set<string>();
    const matches = filter === '' ? undefined : await this.#search.find(filter);
    const listings = await Promise.all(
      open
        .filter(({ path }) => this.#staleListings.has(path))
        .map(async ({ path, limit }) => {
          this.#staleListings.delete(path);
          this.#watch(path);
          return restoring(this.#staleListings, path, async () => {
            const listing = await this.#list(path, limit, matches?.shown);
            if (listing === undefined) gone.add(path);
            else this.#listings.set(path, listing);
            return listing;
          });
        }),
    );
    const shown = this.#shown();
    for (const path of shown) this.#watch(path);
    for (const path of this.#watched) if (!shown.has(path)) this.#unwatch(path);
    for (const path of this.#staleRows) if (!shown.has(path)) this.#staleRows.delete(path);
    const rows = await Promise.all(
      [...this.#staleRows].map((path) => {
        this.#staleRows.delete(path);
        return restoring(this.#staleRows, path, async () => {
          const row = await this.#read(path);
          if (row === undefined) gone.add(path);
          return row;
        });
      }),
    );
    this.#report({
      listings: listings.filter((listing) => listing !== undefined),
      rows: rows.filter((row) => row !== undefined),
      gone: [...gone],
      ...(matches === undefined ? {} : { found: matches.count }),
      ...(matches?.complete === false ? { incomplete: true as const } : {}),
    });
  }

  #report(changes: ZnodeChanges): void {
    const { listings, rows, gone, found } = changes;
    const some = listings.length + rows.length + gone.length > 0 || found !== undefined;
    if (some && !this.#closed) this.#tell(changes);
  }

  /** Every znode that is on screen. */
  #shown(): Set<string> {
    const shown = new Set(this.#interest.others);
    for (const { path } of this.#interest.open) {
      shown.add(path);
      for (const name of this.#listings.get(path)?.names ?? []) shown.add(childPath(path, name));
    }
    return shown;
  }

  async #list(
    path: string,
    limit: number,
    shown: ReadonlySet<string> | undefined,
  ): Promise<ZnodeListing | undefined> {
    try {
      const { children } = await this.#coordination.getChildren(path);
      const names = shown ? children.filter((name) => shown.has(childPath(path, name))) : children;
      const matching = names.length;
      return { path, total: children.length, matching, names: firstOf(names, limit) };
    } catch (error) {
      if (codeOf(error) === 'NONODE') return undefined;
      if (codeOf(error) !== 'NOAUTH') throw error;
      return { path, total: 0, matching: 0, names: [], denied: true };
    }
  }

  async #read(path: string): Promise<ZnodeSummary | undefined> {
    try {
      const stat = await this.#coordination.exists(path);
      if (stat === undefined) return undefined;
      if (stat.dataLength > SHORT_BYTES) return { path, stat: toZnodeStat(stat) };
      const { data, stat: read } = await this.#coordination.getData(path);
      return { path, stat: toZnodeStat(read), data };
    } catch (error) {
      if (codeOf(error) === 'NONODE') return undefined;
      if (codeOf(error) !== 'NOAUTH') throw error;
      return { path };
    }
  }

  /** Sets a watch, before anything of the znode is read. */
  #watch(path: string): void {
    if (this.#watched.has(path)) return;
    this.#watched.add(path);
    this.#staleRows.add(path);
    this.#coordination
      .addWatch(path, 'persistent', this.#onEvent)
      .catch(() => this.#watched.delete(path));
  }

  #unwatch(path: string): void {
    this.#watched.delete(path);
    this.#staleRows.delete(path);
    this.#coordination.removeWatches(path).catch(() => undefined);
    // That was for all watches on it.
    if (path === '/' && this.#watchesAll) void this.#addWatchOnAll();
  }

  async #watchAll(wanted: boolean): Promise<void> {
    if (wanted === this.#watchesAll) return;
    this.#watchesAll = wanted;
    this.#search.forget();
    if (wanted) {
      await this.#addWatchOnAll();
      return;
    }
    this.#watched.delete('/');
    await this.#coordination.removeWatches('/').catch(() => undefined);
  }

  async #addWatchOnAll(): Promise<void> {
    await this.#coordination.addWatch('/', 'persistentRecursive', this.#onAnyEvent).catch(() => {
      this.#watchesAll = false;
    });
  }
}

/** A stat as plain data. */
export function toZnodeStat({ ephemeralOwner, ...stat }: Stat): ZnodeStat {
  return ephemeralOwner === 0n
    ? stat
    : { ...stat, ephemeralOwner: `0x${ephemeralOwner.toString(16)}` };
}

/** The first `limit` names: numbers by their value, as Kafka's znodes of partitions and brokers, then the others. */
function firstOf(names: readonly string[], limit: number): string[] {
  const numbers = names.filter((name) => /^\d{1,15}$/.test(name));
  const others = names.filter((name) => !/^\d{1,15}$/.test(name));
  return [...numbers.toSorted((a, b) => Number(a) - Number(b)), ...others.toSorted()].slice(
    0,
    limit,
  );
}

/** What `read` brings; where it fails, `path` is stale again. */
async function restoring<T>(stale: Set<string>, path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    stale.add(path);
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof ZooKeeperError ? error.code : undefined;
}
