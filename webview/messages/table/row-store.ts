import type { RecordRow, Rows } from '../../../server/contract/messages/reading.ts';

/** Rows that are kept at most: some screens above and below what is seen. */
const MOST = 1500;

/** The rows that have come, by their numbers in the order. */
export class RowStore {
  readonly #rows = new Map<number, RecordRow>();
  #total = 0;

  /** How many rows there are in all, as last heard. */
  get total(): number {
    return this.#total;
  }

  get(number: number): RecordRow | undefined {
    return this.#rows.get(number);
  }

  /** Adds rows to those that are there; the ones farthest from them go when there are too many. */
  add({ from, rows, total }: Rows): void {
    this.#total = total;
    for (const [i, row] of rows.entries()) this.#rows.set(from + i, row);
    if (this.#rows.size <= MOST) return;
    const middle = from + rows.length / 2;
    for (const number of this.#rows.keys()) {
      if (Math.abs(number - middle) > MOST / 2) this.#rows.delete(number);
    }
  }

  /** Takes rows in place of those that are there. */
  replace(rows: Rows): void {
    this.#rows.clear();
    this.add(rows);
  }

  /** More or fewer rows are known to be there. */
  resize(total: number): void {
    this.#total = total;
    for (const number of this.#rows.keys()) if (number >= total) this.#rows.delete(number);
  }

  clear(): void {
    this.#rows.clear();
    this.#total = 0;
  }

  /** The number of a record's row, if that row has come. */
  numberOf(id: number): number | undefined {
    for (const [number, row] of this.#rows) if (row.id === id) return number;
    return undefined;
  }

  /** Whether a row from `first` up to `last`, exclusive, has not come. */
  lacks(first: number, last: number): boolean {
    for (let number = Math.max(0, first); number < Math.min(last, this.#total); number++) {
      if (!this.#rows.has(number)) return true;
    }
    return false;
  }
}
