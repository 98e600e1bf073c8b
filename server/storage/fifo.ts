/** A queue that gives from its front without moving the rest each time. */
export class Fifo<T> {
  #items: T[] = [];
  #front = 0;

  get length(): number {
    return this.#items.length - this.#front;
  }

  /** The item `index` places behind the front. */
  at(index: number): T | undefined {
    // Before the front there may be items that were taken.
    return index < 0 ? undefined : this.#items[this.#front + index];
  }

  /** The item at the back. */
  last(): T | undefined {
    return this.at(this.length - 1);
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the item at the front. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#front++];
    // Moving the rest once at least half of the array is used up costs each item one move on average.
    if (this.#front * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#front);
      this.#front = 0;
    }
    return item;
  }

  /** Takes the item at the back. */
  pop(): T | undefined {
    return this.length === 0 ? undefined : this.#items.pop();
  }
}
