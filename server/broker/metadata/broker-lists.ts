/** Different lists beyond which all are forgotten: more than few brokers in any order come to. */
const MOST_LISTS = 1_000;

/**
 * Lists of brokers, each of which is kept once: of ten thousand partitions, most have the same replicas as
 * others, and the same in sync.
 */
export class BrokerLists {
  readonly #lists = new Map<string, readonly number[]>();

  /** The list that has the same members in the same order. Nobody may change it. */
  of(list: readonly number[]): readonly number[] {
    const key = list.join();
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    if (this.#lists.size === MOST_LISTS) this.#lists.clear();
    // A copy takes no more than its members, whatever room a list that grew has left.
    const own = list.slice();
    this.#lists.set(key, own);
    return own;
  }
}
