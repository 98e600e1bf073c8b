/**
 * Which brokers may have replicas of a partition together: those of as many racks as there are (KIP-36). Racks
 * count only if all brokers have one; otherwise each broker is as if in a rack of its own.
 */
export class Racks {
  /** The ids of the brokers. */
  readonly brokers: readonly number[];
  readonly #rackOf: ReadonlyMap<number, string | number>;
  readonly #count: number;

  constructor(brokers: readonly { readonly id: number; readonly rack: string | null }[]) {
    const isKnown = brokers.every(({ rack }) => rack !== null);
    this.brokers = brokers.map(({ id }) => id);
    this.#rackOf = new Map(brokers.map(({ id, rack }) => [id, isKnown ? (rack ?? id) : id]));
    this.#count = new Set(this.#rackOf.values()).size;
  }

  /** At most `most` of a partition's replicas, in their order, with room left for racks that have none yet. */
  best(replicas: readonly number[], most: number): number[] {
    const isFirst = (id: number, at: number) =>
      !this.#used(replicas.slice(0, at)).has(this.#of(id));
    const firsts = replicas.filter(isFirst).slice(0, most);
    const others = replicas
      .filter((id, at) => !isFirst(id, at))
      .slice(0, Math.max(most - this.#count, 0));
    return replicas.filter((id) => firsts.includes(id) || others.includes(id));
  }

  /** The brokers that may have one more replica: in a rack that has one only when all racks do. */
  next(replicas: readonly number[]): number[] {
    const used = this.#used(replicas);
    return this.brokers.filter(
      (id) => !replicas.includes(id) && (used.size === this.#count || !used.has(this.#of(id))),
    );
  }

  /** Whether `to` may take the place of `from` among a partition's replicas. */
  mayReplace(replicas: readonly number[], from: number, to: number): boolean {
    if (!replicas.includes(from) || replicas.includes(to)) return false;
    const after = replicas.map((id) => (id === from ? to : id));
    return this.#used(after).size >= this.#used(replicas).size;
  }

  #of(broker: number): string | number | undefined {
    return this.#rackOf.get(broker);
  }

  /** The racks that replicas are in, as far as their brokers are there. */
  #used(replicas: readonly number[]): Set<string | number | undefined> {
    return new Set(replicas.filter((id) => this.#rackOf.has(id)).map((id) => this.#of(id)));
  }
}
