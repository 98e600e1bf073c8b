// Where the fences of a Markdown text are: CommonMark's rules (section 4.5), as far as they decide which lines of a file are
// code that is not part of a list, a quote or HTML.

import { isBlank } from './lines.ts';

export interface Fence {
  /** Spaces before it. */
  readonly indent: number;
  /** The fence itself: three or more backticks or tildes. */
  readonly mark: string;
  /** What stands behind it, as it stands there. */
  readonly info: string;
  /** Whether it is part of a list item, so that it cannot be cut out of the text. */
  readonly isInList: boolean;
}

/** What a line is. The lines of a block lie between its `opens` and its `closes`, or the end of the text. */
export type LineRole =
  | { readonly kind: 'opens'; readonly fence: Fence }
  | { readonly kind: 'code' }
  | { readonly kind: 'closes' }
  /** Of HTML, in which nothing else begins. */
  | { readonly kind: 'html' }
  | { readonly kind: 'text' };

/** HTML that goes on over blank lines, and how each ends. */
const longHtml: readonly (readonly [begin: RegExp, end: RegExp, closer: string])[] = [
  [/^ {0,3}<!--/, /-->/, '-->'],
  [/^ {0,3}<(pre|script|style|textarea)(\s|>|$)/i, /<\/(pre|script|style|textarea)>/i, '</pre>'],
];
/** HTML that ends with a blank line. */
const blockTag =
  /^ {0,3}<\/?(address|article|aside|blockquote|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|menu|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)(\s|\/?>|$)/i;
const listMarker = /^( {0,3}(?:[-+*]|\d{1,9}[.)]))( {1,4}(?=\S)|\s|$)/;
const thematicBreak = /^ {0,3}([-*_])[ \t]*(\1[ \t]*){2,}$/;

/** Reads a text line by line. */
export class BlockScanner {
  #fence: Fence | undefined;
  /** What the HTML that is open ends with. */
  #htmlEnd: { readonly end: RegExp; readonly closer: string } | undefined;
  /** How far the text of the outermost list item is indented; 0 outside of lists. */
  #listIndent = 0;
  #afterBlank = true;

  /** Whether `line`, which follows those read so far, would still belong to a list item. */
  continuesList(line: string): boolean {
    return this.#listIndent > 0 && indentOf(line) >= this.#listIndent;
  }

  /** Whether a block or HTML is open that goes on over blank lines. */
  get isOpen(): boolean {
    return this.#fence !== undefined || this.#htmlEnd !== undefined;
  }

  /** The line that ends what is open, or undefined if nothing is. */
  get closer(): string | undefined {
    if (this.#fence !== undefined) return ' '.repeat(this.#fence.indent) + this.#fence.mark;
    return this.#htmlEnd?.closer;
  }

  read(line: string): LineRole {
    if (this.#fence !== undefined) return this.#readCode(line, this.#fence);
    const role = this.#readText(line);
    this.#afterBlank = isBlank(line);
    return role;
  }

  #readCode(line: string, fence: Fence): LineRole {
    // A list item ends, and with it what is open in it, where a line is not indented as it is.
    if (fence.isInList && !isBlank(line) && indentOf(line) < this.#listIndent) {
      this.#fence = undefined;
      this.#listIndent = 0;
      return this.read(line);
    }
    const [, mark] = /^ *(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
    const deepest = fence.isInList ? Number.POSITIVE_INFINITY : 3;
    const closes = mark?.startsWith(fence.mark) === true && indentOf(line) <= deepest;
    if (!closes) return { kind: 'code' };
    this.#fence = undefined;
    this.#afterBlank = false;
    return { kind: 'closes' };
  }

  #readText(line: string): LineRole {
    if (this.#htmlEnd !== undefined) {
      if (this.#htmlEnd.end.test(line)) this.#htmlEnd = undefined;
      return { kind: 'html' };
    }
    if (isBlank(line)) return { kind: 'text' };
    const fence = this.#fenceIn(line);
    if (indentOf(line) < this.#listIndent && (this.#afterBlank || fence !== undefined)) {
      this.#listIndent = 0;
    }
    if (fence !== undefined) {
      this.#fence = { ...fence, isInList: this.continuesList(line) };
      return { kind: 'opens', fence: this.#fence };
    }
    if (this.#beginsHtml(line)) return { kind: 'html' };
    if (!this.continuesList(line) && !thematicBreak.test(line)) {
      const [, marker, space = ''] = listMarker.exec(line) ?? [];
      if (marker !== undefined) this.#listIndent = marker.length + Math.max(space.length, 1);
    }
    return { kind: 'text' };
  }

  #fenceIn(line: string): Omit<Fence, 'isInList'> | undefined {
    const deepest = this.#listIndent > 0 ? this.#listIndent + 3 : 3;
    const [, spaces = '', mark, info = ''] = /^( *)(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line) ?? [];
    if (mark === undefined || spaces.length > deepest) return undefined;
    return { indent: spaces.length, mark, info };
  }

  #beginsHtml(line: string): boolean {
    for (const [begin, end, closer] of longHtml) {
      const found = begin.exec(line);
      if (found === null) continue;
      if (!end.test(line.slice(found[0].length))) this.#htmlEnd = { end, closer };
      return true;
    }
    if (!blockTag.test(line)) return false;
    this.#htmlEnd = { end: /^[ \t]*$/, closer: '' };
    return true;
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
