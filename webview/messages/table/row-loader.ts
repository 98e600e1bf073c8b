import type { Rows, RowWindow } from '../../../server/contract/messages/reading.ts';
import { RowStore } from './row-store.ts';

/** A record that is to stay where it is seen while others come and go. */
export interface Anchor {
  readonly id: number;
  readonly number: number;
}

/** What is seen of the rows. */
export interface Seen {
  readonly first: number;
  readonly count: number;
  /** The record that is to stay in its place; none where what comes is followed. */
  readonly anchor: Anchor | undefined;
  /** Whether what comes is to be seen, and nothing stays in its place. */
  readonly follows: boolean;
  /** Whether the end is followed: the last rows are to be seen, however many there are. */
  readonly atEnd: boolean;
}

export interface RowLoaderEnds {
  /** What is asked of the process. @throws Error with one sentence for the user. */
  readonly ask: (window: RowWindow) => Promise<Rows>;
  readonly seen: () => Seen;
  /** Rows have come. @param moved how many numbers the anchor has moved on. */
  readonly onRows: (moved: number) => void;
  readonly onProblem: (problem: string) => void;
}

/**
 * Loads the rows that are seen, and some around them. One window is asked for at a time: while it is on its way the user
 * scrolls on and records come, and then what is seen by that time is asked for.
 */
export class RowLoader {
  readonly store = new RowStore();
  readonly #ends: RowLoaderEnds;
  /** Whether rows may be others than those that have come; nothing is asked before there is a reading. */
  #isStale = false;
  #isAsking = false;
  /** Counts what was forgotten, so that rows of another reading are not taken. */
  #generation = 0;

  constructor(ends: RowLoaderEnds) {
    this.#ends = ends;
  }

  /** What is seen has changed: it is loaded unless it is there. */
  look(): void {
    if (this.#isAsking) return;
    const seen = this.#ends.seen();
    if (this.#isStale || this.store.lacks(seen.first, seen.first + seen.count)) void this.#load();
  }

  /** The rows may be others than before. */
  invalidate(): void {
    this.#isStale = true;
    this.look();
  }

  /** Nothing that was loaded holds any more. */
  forget(): void {
    this.#generation++;
    this.#isAsking = false;
    this.#isStale = false;
    this.store.clear();
  }

  async #load(): Promise<void> {
    const generation = this.#generation;
    const seen = this.#ends.seen();
    const wasStale = this.#isStale;
    this.#isAsking = true;
    this.#isStale = false;
    try {
      let rows = await this.#ends.ask(windowFor(seen, wasStale));
      if (generation !== this.#generation) return;
      // While they were on their way another record may have become the one that stays, or none is to stay any more.
      const { anchor, follows } = this.#ends.seen();
      let moved = follows ? 0 : (movedBy(anchor, rows) ?? movedBy(seen.anchor, rows));
      if (
        wasStale &&
        moved === undefined &&
        anchor !== undefined &&
        anchor.id !== seen.anchor?.id
      ) {
        this.#isAsking = false;
        this.invalidate();
        return;
      }
      if (wasStale && moved === undefined && seen.anchor !== undefined) {
        // The record that was to stay is gone, or does not match now: what is there in its place is shown.
        rows = await this.#ends.ask(windowFor({ ...seen, anchor: undefined }, true));
        moved = 0;
      }
      if (generation !== this.#generation) return;
      if (wasStale) this.store.replace(rows);
      else this.store.add(rows);
      this.#isAsking = false;
      this.#ends.onRows(moved ?? 0);
      // Where nothing has changed since, rows that have not come do not come by asking again at once.
      const now = this.#ends.seen();
      if (this.#isStale || now.first !== seen.first + (moved ?? 0) || now.count > seen.count) {
        this.look();
      }
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#isAsking = false;
      this.#ends.onProblem(error instanceof Error ? error.message : String(error));
    }
  }
}

/** What to ask for: what is seen, with a screen above and two below. Only an order that may be another needs an anchor. */
export function windowFor({ first, count, anchor, atEnd }: Seen, isStale: boolean): RowWindow {
  const above = atEnd ? count * 2 : count;
  if (isStale && anchor !== undefined) {
    return { anchor: anchor.id, before: anchor.number - first + above, count: count * 4 };
  }
  const from = Math.max(0, first - above);
  return { from, count: first - from + count * 3 };
}

/** How many numbers a record has moved on; undefined if it is not among the rows. */
function movedBy(anchor: Anchor | undefined, { from, rows }: Rows): number | undefined {
  if (anchor === undefined) return undefined;
  const at = rows.findIndex(({ id }) => id === anchor.id);
  return at === -1 ? undefined : from + at - anchor.number;
}
