/** The last so many of what was added, in order. */
export class Recent<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  /** Where the oldest is, once it is full. */
  #first = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
    } else if (this.#capacity > 0) {
      this.#items[this.#first] = item;
      this.#first = (this.#first + 1) % this.#capacity;
    }
  }

  /** The oldest first. */
  all(): T[] {
    return [...this.#items.slice(this.#first), ...this.#items.slice(0, this.#first)];
  }
}
