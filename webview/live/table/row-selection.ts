/** Rows of a table that are selected, and the one the keyboard is at. Rows are known by their keys. */
export class RowSelection {
  readonly #selected = new Set<string>();
  #active: string | undefined;
  /** Where a range begins. */
  #anchor: string | undefined;

  get active(): string | undefined {
    return this.#active;
  }

  has(key: string): boolean {
    return this.#selected.has(key);
  }

  /** Of these rows, those that are selected. */
  of<T extends { readonly key: string }>(rows: readonly T[]): T[] {
    return this.#selected.size === 0 ? [] : rows.filter(({ key }) => this.#selected.has(key));
  }

  /** This row alone. */
  select(key: string): void {
    this.#selected.clear();
    this.#selected.add(key);
    this.#active = key;
    this.#anchor = key;
  }

  /** This row too, or no longer. */
  toggle(key: string): void {
    if (!this.#selected.delete(key)) this.#selected.add(key);
    this.#active = key;
    this.#anchor = key;
  }

  /** From where the range began to this row, in the order of `keys`. */
  extend(key: string, keys: readonly string[]): void {
    const from = keys.indexOf(this.#anchor ?? key);
    const to = keys.indexOf(key);
    this.#active = key;
    if (to === -1) return;
    this.#selected.clear();
    const [first, last] = from === -1 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    for (const each of keys.slice(first, last + 1)) this.#selected.add(each);
  }

  selectAll(keys: readonly string[]): void {
    for (const key of keys) this.#selected.add(key);
  }

  clear(): void {
    this.#selected.clear();
    this.#anchor = this.#active;
  }

  /** Forgets rows that have been gone for long: what is kept stays bounded. */
  prune(keys: ReadonlySet<string>, most: number): void {
    if (this.#selected.size <= most) return;
    for (const key of this.#selected) if (!keys.has(key)) this.#selected.delete(key);
  }
}
