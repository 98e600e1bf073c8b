import type { CellFacts, DeclarationKind } from './cell-facts.ts';

/** Something whose names cells find: a cell, or a module of what they have without importing it. */
export interface NameSource {
  /** What it is imported as. */
  readonly specifier: string;
  readonly names: ReadonlyMap<string, DeclarationKind>;
}

/** Where a name comes from that a cell does not declare itself. */
export interface Link {
  readonly source: NameSource;
  readonly kind: DeclarationKind;
}

/**
 * Finds whose names cells mean. Cells can be run in any order, so the last one before a cell that declares a name is the
 * likeliest to have done so, then the first one after it, then what is there from the beginning.
 */
export class Links {
  readonly #declaring = new Map<string, { readonly at: number; readonly source: NameSource }[]>();
  readonly #provided = new Map<string, NameSource>();

  /** @param cells in the notebook's order. @param provided what cells have without any declaring it. */
  constructor(cells: readonly NameSource[], provided: readonly NameSource[]) {
    for (const [at, source] of cells.entries()) {
      for (const name of source.names.keys()) {
        const others = this.#declaring.get(name);
        if (others === undefined) this.#declaring.set(name, [{ at, source }]);
        else others.push({ at, source });
      }
    }
    for (const source of provided) {
      for (const name of source.names.keys()) this.#provided.set(name, source);
    }
  }

  /** What a name means in the cell at an index, which does not declare it. */
  find(name: string, index: number): Link | undefined {
    const cells = this.#declaring.get(name) ?? [];
    const before = cells.findLast(({ at }) => at < index);
    const found =
      (before ?? cells.find(({ at }) => at > index))?.source ?? this.#provided.get(name);
    return found && { source: found, kind: found.names.get(name)! };
  }

  /** What the names mean that a cell mentions. */
  mentionedBy({ declared, mentioned }: CellFacts, index: number): Map<string, Link> {
    return this.#findAll(mentioned, declared, index);
  }

  /** What all names mean that a cell could mention. */
  visibleFrom({ declared }: CellFacts, index: number): Map<string, Link> {
    const names = [...this.#declaring.keys(), ...this.#provided.keys()];
    return this.#findAll(new Set(names), declared, index);
  }

  #findAll(
    names: ReadonlySet<string>,
    own: ReadonlyMap<string, unknown>,
    index: number,
  ): Map<string, Link> {
    const links = new Map<string, Link>();
    for (const name of names) {
      const link = own.has(name) ? undefined : this.find(name, index);
      if (link !== undefined) links.set(name, link);
    }
    return links;
  }
}
