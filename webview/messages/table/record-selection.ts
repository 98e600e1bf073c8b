/** Records that are selected, by their ids, and the one that the keyboard is at. */
export class RecordSelection {
  readonly #ids = new Set<number>();
  #active: { readonly id: number; readonly number: number } | undefined;
  /** The row that a range begins at. */
  #rangeStart: { readonly id: number; readonly number: number } | undefined;

  /** The record that the keyboard is at, with the number of its row. */
  get active(): { readonly id: number; readonly number: number } | undefined {
    return this.#active;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** In the order in which they were selected. */
  get ids(): readonly number[] {
    return [...this.#ids];
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  /** This record alone. */
  select(id: number, number: number): void {
    this.#ids.clear();
    this.#ids.add(id);
    this.#active = { id, number };
    this.#rangeStart = this.#active;
  }

  /** This record too, or no longer. */
  toggle(id: number, number: number): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#active = { id, number };
    this.#rangeStart = this.#active;
  }

  /**
   * The rows of a range that ends at this one: how many they are, and how many of them stand before the record that the range
   * began at, by which they are found wherever rows have moved to.
   */
  rangeTo(
    id: number,
    number: number,
  ): { readonly start: number; readonly before: number; readonly count: number } {
    const start = this.#rangeStart ?? { id, number };
    return {
      start: start.id,
      before: Math.max(0, start.number - number),
      count: Math.abs(start.number - number) + 1,
    };
  }

  /** These records, of which one is where the keyboard is; where the range began stays. */
  selectRange(ids: readonly number[], id: number, number: number): void {
    this.#ids.clear();
    for (const each of ids) this.#ids.add(each);
    this.#active = { id, number };
    this.#rangeStart ??= this.#active;
  }

  /** Rows have come above, or gone. */
  moved(by: number): void {
    const moved = (row: { id: number; number: number } | undefined) =>
      row && { id: row.id, number: row.number + by };
    this.#active = moved(this.#active);
    this.#rangeStart = moved(this.#rangeStart);
  }

  clear(): void {
    this.#ids.clear();
    this.#active = undefined;
    this.#rangeStart = undefined;
  }
}
