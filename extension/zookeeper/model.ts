import type { ZnodeChanges, ZnodeListing, ZnodeSummary } from '../../server/contract/znodes.ts';
import { childPath, parentPath } from './paths.ts';

/** What is known of the tree of znodes: of those that are shown, and perhaps of some more. */
export class ZnodeModel {
  readonly listings = new Map<string, ZnodeListing>();
  readonly rows = new Map<string, ZnodeSummary>();
  /** With a filter: how many paths contain it, and whether all were searched. */
  found: { readonly count: number; readonly complete: boolean } | undefined;

  /** Takes in what has changed. @returns the paths of the rows to show anew. */
  apply({ listings, rows, gone, found, incomplete }: ZnodeChanges): Set<string> {
    const touched = new Set<string>();
    for (const row of rows) {
      this.rows.set(row.path, row);
      touched.add(row.path);
    }
    for (const listing of listings) {
      this.#forgetRowsThatWent(listing);
      this.listings.set(listing.path, listing);
      touched.add(listing.path);
    }
    for (const path of gone) {
      this.rows.delete(path);
      this.listings.delete(path);
      touched.add(parentPath(path) ?? path);
    }
    this.found = found === undefined ? undefined : { count: found, complete: !incomplete };
    // Showing a row anew shows what is below it anew as well.
    for (const { path } of listings) {
      for (const other of touched) if (parentPath(other) === path) touched.delete(other);
    }
    return touched;
  }

  #forgetRowsThatWent({ path, names }: ZnodeListing): void {
    const present = new Set(names);
    for (const name of this.listings.get(path)?.names ?? []) {
      if (!present.has(name)) this.rows.delete(childPath(path, name));
    }
  }

  /** Forgets what is below a row that nobody sees any more. */
  forgetBelow(path: string): void {
    const prefix = path === '/' ? '/' : `${path}/`;
    this.listings.delete(path);
    for (const key of this.listings.keys()) if (key.startsWith(prefix)) this.listings.delete(key);
    for (const key of this.rows.keys()) {
      if (key !== path && key.startsWith(prefix)) this.rows.delete(key);
    }
  }

  clear(): void {
    this.listings.clear();
    this.rows.clear();
    this.found = undefined;
  }
}
