import type { CellOutput, KernelCluster } from '../contract/kernel.ts';

/**
 * Runs the cells of one language. The kernel calls it for one cell after the other, and settles the rest: order,
 * events, bounded and coalesced outputs, and what happens when a cell is run again.
 */
export interface Executor {
  /**
   * Runs a cell. The cell is done when this resolves. What it rejects with is shown as the cell's error: a
   * `CellFailure` with its message alone, anything else with the stack that leads to the cell.
   */
  execute(cell: CellRun): Promise<void>;
  /** Ends whatever is left of its cells, at once: the kernel is about to end. */
  close?(): Promise<void>;
}

/** One execution of a cell, as what runs it sees it. */
export interface CellRun {
  readonly cell: string;
  readonly execution: number;
  /** Where the cell is, counted from 1. */
  readonly position: number;
  readonly code: string;
  /** The notebook's when the cell was asked to run, as it is reached now. */
  readonly cluster: KernelCluster;
  /** Where relative paths start: the notebook's folder. */
  readonly folder: string;
  /** Aborted by the first interrupt, and when the cell is run again: end what the cell does in an orderly way. */
  readonly interrupted: AbortSignal;
  /** Aborted by the second interrupt, or a while after the first when the cell is run again: end it at once. */
  readonly killed: AbortSignal;
  /** Adds text to what the cell has printed. Call it as often as you like. */
  print(name: 'stdout' | 'stderr', text: string): void;
  /** Shows something else than text. Outputs with an id replace the one that has it; at most ten times a second. */
  show(output: CellOutput): void;
  /** From now on the cell is a job: other cells run while it goes on. */
  letOthersRun(): void;
}

/** Something that went wrong in a cell and is said in full by its message; there is no stack to show. */
export class CellFailure extends Error {
  override readonly name: string;
  readonly isCellFailure = true;
  /** Where in the cell, if that is known: from 1. */
  readonly line: number | undefined;
  readonly column: number | undefined;

  /** Whether it is one; the bundles of a kernel have this class each for itself. */
  static is(thrown: unknown): thrown is CellFailure {
    return thrown instanceof Error && 'isCellFailure' in thrown;
  }

  constructor(
    message: string,
    at: { readonly line?: number; readonly column?: number; readonly name?: string } = {},
  ) {
    super(message);
    this.name = at.name ?? 'Error';
    this.line = at.line;
    this.column = at.column;
  }
}
