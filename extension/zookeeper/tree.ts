import { formatNumber, t } from '../l10n.ts';
import type { ZnodeModel } from './model.ts';
import { childPath, parentPath } from './paths.ts';

/** The rows of the ZooKeeper view. Each has an id that stays the same for as long as it means the same. */
export type ZnodeRow =
  | ZnodeNode
  | { readonly kind: 'problem'; readonly id: string; readonly text: string }
  | { readonly kind: 'message'; readonly id: string; readonly of: string; readonly text: string }
  | { readonly kind: 'more'; readonly id: string; readonly of: string; readonly hidden: number };

export interface ZnodeNode {
  readonly kind: 'znode';
  readonly id: string;
  readonly path: string;
}

/** How many children of one znode are shown at first, and more with each "Show More". */
export const PAGE = 200;

/** Which rows there are, and which row is below which. */
export class ZnodeTree {
  readonly model: ZnodeModel;
  /** Where the service is; undefined while there is none. */
  address: string | undefined;
  /** Why it cannot be reached. */
  problem: string | undefined;
  #filter = '';
  /** Counts filters: rows are opened by each anew, and as they were without one. */
  #search = 0;
  readonly #limits = new Map<string, number>();
  readonly #rows = new Map<string, ZnodeRow>();

  constructor(model: ZnodeModel) {
    this.model = model;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter;
    this.#search++;
    this.model.listings.clear();
  }

  /** The rows below `row`, or the topmost ones. None while nothing runs: the view welcomes then. */
  children(row?: ZnodeRow): ZnodeRow[] {
    if (row === undefined) {
      if (this.address === undefined) return [];
      const { problem } = this;
      const first: ZnodeRow[] =
        problem === undefined ? [] : [{ kind: 'problem', id: 'problem', text: problem }];
      const isKnown = problem === undefined || this.model.rows.has('/');
      return isKnown ? [...first, this.znode('/')] : first;
    }
    if (row.kind !== 'znode') return [];
    const listing = this.model.listings.get(row.path);
    if (listing === undefined) return [];
    if (listing.denied) {
      return [
        this.#message(row.id, t('The access control list does not let its children be listed')),
      ];
    }
    const rows: ZnodeRow[] = listing.names.map((name) => this.znode(childPath(row.path, name)));
    const hidden = listing.matching - listing.names.length;
    if (hidden > 0) rows.push({ kind: 'more', id: `more ${row.id}`, of: row.path, hidden });
    if (rows.length === 0 && row.path === '/' && this.#filter !== '') {
      rows.push(this.#message(row.id, t("No path contains '{0}'", this.#filter)));
    }
    return rows;
  }

  /** The row above, which `reveal` needs. */
  parent(row: ZnodeRow): ZnodeRow | undefined {
    if (row.kind !== 'znode') return undefined;
    const above = parentPath(row.path);
    return above === undefined ? undefined : this.znode(above);
  }

  /** The row of a znode, whether it is shown or not. */
  znode(path: string): ZnodeNode {
    // VS Code keeps a row as closed or open as it was: those of each search are others.
    const id = this.#filter === '' ? path : `${this.#search} ${path}`;
    const known = this.#rows.get(id);
    if (known?.kind === 'znode') return known;
    const row: ZnodeNode = { kind: 'znode', id, path };
    this.#rows.set(id, row);
    return row;
  }

  /** Whether a row is there for what is below it only, and is therefore shown open. */
  leadsToMatch(path: string): boolean {
    return this.#filter !== '' && !path.toLowerCase().includes(this.#filter.toLowerCase());
  }

  limit(path: string): number {
    return this.#limits.get(path) ?? PAGE;
  }

  /** Makes a znode show another page of its children. */
  showMore(path: string): void {
    this.#limits.set(path, this.limit(path) + PAGE);
  }

  forget(): void {
    this.#rows.clear();
    this.#limits.clear();
  }

  /** What the view says above its rows. */
  get message(): string {
    if (this.#filter === '') return '';
    const { found } = this.model;
    const said = t("Only paths that contain '{0}'", this.#filter);
    if (found === undefined) return said;
    const count = found.complete ? formatNumber(found.count) : `${formatNumber(found.count)}+`;
    return `${said}: ${count}`;
  }

  #message(of: string, text: string): ZnodeRow {
    return { kind: 'message', id: `message ${of}`, of, text };
  }
}
