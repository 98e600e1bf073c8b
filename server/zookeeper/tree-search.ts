import type { Coordination } from './coordination.ts';
import { parentOf } from './paths.ts';
import { listSubtree } from './subtree.ts';

/** How many znodes are searched at most. */
const MOST = 200_000;

/**
 * Finds znodes by part of their path. Knows all paths from one walk through the tree until it is told that they
 * have changed, so that a text can be searched for at each letter typed.
 */
export class TreeSearch {
  readonly #coordination: Coordination;
  #walk: Promise<{ paths: string[]; complete: boolean }> | undefined;
  #filter = '';
  #found: Matches | undefined;

  constructor(coordination: Coordination) {
    this.#coordination = coordination;
  }

  /** Walks again before the next search. */
  forget(): void {
    this.#walk = undefined;
    this.#found = undefined;
  }

  /** @throws ZooKeeperError CONNECTIONLOSS, SESSIONEXPIRED */
  async find(filter: string): Promise<Matches> {
    if (this.#found !== undefined && filter === this.#filter) return this.#found;
    this.#walk ??= listSubtree(this.#coordination, '/', MOST);
    const walk = this.#walk;
    try {
      const found = matchesOf(await walk, filter);
      if (walk === this.#walk) [this.#filter, this.#found] = [filter, found];
      return found;
    } catch (error) {
      if (walk === this.#walk) this.forget();
      throw error;
    }
  }
}

/** What a search has found. */
export interface Matches {
  /** Paths that contain the text, and all above them. */
  readonly shown: ReadonlySet<string>;
  /** How many contain it. */
  readonly count: number;
  /** Whether all znodes were searched. */
  readonly complete: boolean;
}

function matchesOf(
  { paths, complete }: { readonly paths: readonly string[]; readonly complete: boolean },
  filter: string,
): Matches {
  const wanted = filter.toLowerCase();
  const shown = new Set<string>();
  let count = 0;
  for (const path of paths) {
    if (!path.toLowerCase().includes(wanted)) continue;
    count++;
    for (let at = path; !shown.has(at); at = parentOf(at)) shown.add(at);
  }
  return { shown, count, complete };
}
