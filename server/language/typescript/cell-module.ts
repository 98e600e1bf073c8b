import type { Position, Range } from 'vscode-languageserver';
import type { Cell } from '../cell-language.ts';
import { type CellFacts, factsOf } from './cell-facts.ts';
import type { Link, NameSource } from './links.ts';
import type { VirtualModule } from './project.ts';
import { type VirtualText, virtualText } from './virtual-text.ts';

/** Part of a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** A cell as a module, and where in it the cell's own text is. */
export class CellModule implements VirtualModule, NameSource {
  readonly path: string;
  readonly specifier: string;
  /** Where names come from that the cell mentions and does not declare. */
  links: ReadonlyMap<string, Link> = new Map();
  /** Where those come from that the compiler sees of it: the same, or all that there are. */
  visible: ReadonlyMap<string, Link> = new Map();
  #cell: Cell;
  #code = '';
  #version: number | undefined;
  #facts: CellFacts = factsOf('');
  #virtual: VirtualText = { text: '', start: 0, end: 0 };
  /** What it would be with the names alone that it mentions. */
  #least = '';

  constructor(path: string, specifier: string, cell: Cell) {
    this.path = path;
    this.specifier = specifier;
    this.#cell = cell;
  }

  get cell(): Cell {
    return this.#cell;
  }

  get code(): string {
    return this.#code;
  }

  get facts(): CellFacts {
    return this.#facts;
  }

  get names(): CellFacts['declared'] {
    return this.#facts.declared;
  }

  get text(): string {
    return this.#virtual.text;
  }

  /** Where the cell's own text begins. */
  get start(): number {
    return this.#virtual.start;
  }

  get end(): number {
    return this.#virtual.end;
  }

  /** Reads the cell if it has changed. @returns whether it has */
  read(cell: Cell): boolean {
    this.#cell = cell;
    if (cell.document.version === this.#version) return false;
    this.#version = cell.document.version;
    this.#code = cell.document.getText();
    this.#facts = factsOf(this.#code);
    return true;
  }

  /**
   * Makes the module's text anew.
   * @param links of what it mentions. @param visible of all that it could mention, if it is to have that.
   * @returns what is different: the text, and whether that means anything to what was there.
   */
  link(
    links: ReadonlyMap<string, Link>,
    visible = links,
  ): { readonly text: boolean; readonly meaning: boolean } {
    this.links = links;
    this.visible = visible;
    const earlier = this.#virtual.text;
    const least = virtualText(this.#code, this.#facts, links);
    this.#virtual = visible === links ? least : virtualText(this.#code, this.#facts, visible);
    const meaning = least.text !== this.#least;
    this.#least = least.text;
    return { text: this.#virtual.text !== earlier, meaning };
  }

  offsetAt(position: Position): number {
    return this.start + this.#cell.document.offsetAt(position);
  }

  has({ start, length }: Span): boolean {
    return start >= this.start && start + length <= this.end;
  }

  rangeOf({ start, length }: Span): Range {
    return { start: this.#positionAt(start), end: this.#positionAt(start + length) };
  }

  #positionAt(offset: number): Position {
    const within = Math.min(Math.max(offset, this.start), this.end);
    return this.#cell.document.positionAt(within - this.start);
  }
}
