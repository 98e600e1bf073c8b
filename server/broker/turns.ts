/** Has the changes of one thing happen one after the other; those of different things do not wait for each other. */
export class Turns {
  /** The latest change of each thing that has one under way. */
  readonly #latest = new Map<string, Promise<unknown>>();

  /** Makes `change` when all earlier ones of `thing` have ended, whether well or not. */
  async take<T>(thing: string, change: () => Promise<T>): Promise<T> {
    const before = this.#latest.get(thing);
    const turn = before === undefined ? change() : before.then(change, change);
    this.#latest.set(thing, turn);
    try {
      return await turn;
    } finally {
      if (this.#latest.get(thing) === turn) this.#latest.delete(thing);
    }
  }
}
