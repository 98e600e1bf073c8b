import type { CellError, CellOutput } from '../../contract/kernel.ts';
import { displayText, valueText } from './display-text.ts';
import type { NotebookCell } from './notebook-cells.ts';
import { PrintedInPlace } from './printed-in-place.ts';

export type Write = (name: 'stdout' | 'stderr', text: string) => void;

/** What is shown in a place of its own, which later outputs take over. */
interface Place {
  /** What stands there in the notebook. */
  text: string;
  /** What of it was printed last; undefined for nothing. */
  printed: string | undefined;
}

/**
 * Prints the outputs of a notebook's cells below a line that names the cell. What replaces itself in a notebook is printed
 * when it is first there, and as it is in the end.
 */
export class OutputPrinter {
  readonly #notebook: string;
  readonly #write: Write;
  /** Those that a line has named. */
  readonly #named = new Set<NotebookCell>();
  /** Whose outputs come last. */
  #current: NotebookCell | undefined;
  #isInLine = false;
  readonly #places = new Map<NotebookCell, Map<string, Place>>();
  readonly #inPlace = new Map<NotebookCell, Map<string, PrintedInPlace>>();

  /** @param notebook the file, as errors name it */
  constructor(notebook: string, write: Write) {
    this.#notebook = notebook;
    this.#write = write;
  }

  /** Prints the line that names a cell. */
  started(cell: NotebookCell): void {
    this.#places.delete(cell);
    this.#inPlace.delete(cell);
    this.#turnTo(cell);
  }

  output(cell: NotebookCell, output: CellOutput): void {
    if (output.kind === 'stream') this.text(cell, output.name, output.text);
    else if (output.kind === 'text') this.#printed(cell, output.id, output.text);
    else if (output.kind === 'error') this.error(cell, output.error);
    else if (output.kind === 'value') {
      this.#shown(cell, `value ${output.id}`, valueText(output.data), true);
    } else if (output.kind === 'progress') {
      this.#shown(cell, `progress ${output.id}`, output.snapshot.header.text, false);
    } else {
      const { event } = output;
      const isEmpty = event.kind === 'table' ? event.total === 0 : event.points.length === 0;
      this.#shown(cell, `display ${event.id}`, displayText(event), !isEmpty);
    }
  }

  /** What was printed, as it is. */
  text(cell: NotebookCell | undefined, name: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    if (cell !== undefined) this.#turnTo(cell);
    this.#write(name, text);
    this.#isInLine = !text.endsWith('\n');
  }

  error(cell: NotebookCell, { name, message, stack, line }: CellError): void {
    this.#turnTo(cell);
    const at = line === undefined ? '' : `, line ${line}`;
    const place = `${this.#notebook}:${cell.fileLine + (line ?? 1) - 1}`;
    const lines = [`Cell ${cell.position}${at} (${place}): ${name}: ${message}`];
    if (stack !== '') lines.push(stack);
    this.#line('stderr', lines.join('\n'));
  }

  /** Prints what has changed since it was printed. */
  ended(cell: NotebookCell): void {
    for (const place of this.#places.get(cell)?.values() ?? []) {
      if (place.printed !== place.text) this.#print(cell, place);
    }
  }

  #printed(cell: NotebookCell, id: string, text: string): void {
    const places = this.#inPlace.get(cell) ?? new Map<string, PrintedInPlace>();
    this.#inPlace.set(cell, places);
    const place = places.get(id) ?? new PrintedInPlace();
    places.set(id, place);
    this.text(cell, id === 'stderr' ? 'stderr' : 'stdout', place.added(text));
  }

  #shown(cell: NotebookCell, id: string, text: string, isComplete: boolean): void {
    const places = this.#places.get(cell) ?? new Map<string, Place>();
    this.#places.set(cell, places);
    const place = places.get(id) ?? { text, printed: undefined };
    places.set(id, place);
    place.text = text;
    if (place.printed === undefined && isComplete) this.#print(cell, place);
  }

  #print(cell: NotebookCell, place: Place): void {
    this.#turnTo(cell);
    this.#line('stdout', place.text);
    place.printed = place.text;
  }

  #turnTo(cell: NotebookCell): void {
    if (this.#current === cell) return;
    this.#current = cell;
    const again = this.#named.has(cell) ? ', going on' : '';
    this.#named.add(cell);
    const { position, language, fileLine } = cell;
    this.#line('stdout', `── Cell ${position} (${language}, line ${fileLine}${again}) ──`);
  }

  #line(name: 'stdout' | 'stderr', text: string): void {
    if (this.#isInLine) this.#write('stdout', '\n');
    this.#write(name, `${text}\n`);
    this.#isInLine = false;
  }
}
