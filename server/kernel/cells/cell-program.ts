import type { Shift } from './edits.ts';

/** What a TypeScript cell becomes: JavaScript in which everything is where it was, but for columns that are shifted. */
export interface CellProgram {
  /** What it imports, in order: to be loaded before the rest runs. */
  readonly imports: readonly CellImport[];
  /** All names that it declares, for all cells: properties of the global object. */
  readonly declared: readonly string[];
  /** Those of them that are to be `undefined` when it begins. */
  readonly cleared: readonly string[];
  /**
   * A script of its function declarations alone, one line below the cell's own, which are there from the beginning;
   * empty without any. Not strict, since it may have to be put where that is not allowed.
   */
  readonly functions: string;
  /** An expression that is an asynchronous function, one line below the cell's own too; it returns the cell's value. */
  readonly body: string;
  /** Of the functions and the body, which have no line in common that both have shifted. */
  readonly shifts: readonly Shift[];
}

export interface CellImport {
  readonly specifier: string;
  /** `with { type: 'json' }` */
  readonly attributes: Readonly<Record<string, string>>;
  readonly bindings: readonly ImportBinding[];
  /** Where it is in the cell, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface ImportBinding {
  /** The name in the module; `*` is the module itself. */
  readonly imported: string;
  readonly local: string;
}
