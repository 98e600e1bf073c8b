import { fileURLToPath } from 'node:url';
import type { CodePosition } from '../../contract/streaming-progress.ts';
import type { MappedStack } from '../../streaming/listeners/failures.ts';
import { columnBefore, type Shift } from '../cells/edits.ts';

interface CellSource {
  /** `Cell 3` */
  readonly name: string;
  readonly shifts: readonly Shift[];
}

/** One line of a stack: `at name (file:line:column)`, or without the name. */
const FRAME = /^\s*at (?:async )?(?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/;
/** How many executions' sources are known: functions that older ones have left behind show as their file. */
const MOST_SOURCES = 5000;

/** Knows the scripts that cells have become, and finds the user's own lines in stacks. */
export class CellSources {
  readonly #notebook: string;
  readonly #ownFolder: string;
  readonly #sources = new Map<string, CellSource>();

  /** @param ownFolder where the kernel's and the engine's code is: no line of theirs is the user's. */
  constructor(notebook: string, ownFolder: string) {
    this.#notebook = notebook;
    this.#ownFolder = ownFolder;
  }

  /** Names the script of an execution. */
  add(position: number, execution: number, shifts: readonly Shift[]): string {
    const file = `${this.#notebook}#cell-${position}.${execution}`;
    this.#sources.set(file, { name: `Cell ${position}`, shifts });
    if (this.#sources.size > MOST_SOURCES) {
      for (const oldest of this.#sources.keys()) {
        this.#sources.delete(oldest);
        break;
      }
    }
    return file;
  }

  /** The user's lines of a stack, `    at main (Cell 3, line 2, column 5)`, and the first of those in a cell. */
  readonly mapStack = (stack: string): MappedStack => {
    const lines: string[] = [];
    let position: CodePosition | null = null;
    for (const line of stack.split('\n')) {
      const frame = FRAME.exec(line);
      if (frame === null) continue;
      const place = this.positionOf(frame[2]!, Number(frame[3]), Number(frame[4]));
      if (place === undefined) continue;
      const isInCell = this.#sources.has(frame[2]!);
      if (position === null && isInCell) position = place;
      const where = `${place.source}, line ${place.line}, column ${place.column}`;
      const name = frame[1];
      lines.push(
        name === undefined || name === '<anonymous>'
          ? `    at ${where}`
          : `    at ${name} (${where})`,
      );
    }
    return { stack: lines.join('\n'), position };
  };

  /** A place in a cell, or in another file of the user's. @param line from 1. @param column from 1. */
  positionOf(file: string, line: number, column: number): CodePosition | undefined {
    const cell = this.#sources.get(file);
    if (cell !== undefined) {
      const before = columnBefore(cell.shifts, line - 1, column - 1) + 1;
      return { source: cell.name, line, column: before };
    }
    const source = file.startsWith('file:') ? fileURLToPath(file) : file;
    const isTheirs =
      /^(\/|[A-Za-z]:[\\/])/.test(source) &&
      !source.startsWith(this.#ownFolder) &&
      !/[\\/]node_modules[\\/]/.test(source) &&
      source !== this.#notebook;
    return isTheirs ? { source, line, column } : undefined;
  }
}
