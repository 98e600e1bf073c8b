import { BlockScanner, type Fence } from './block-scanner.ts';
import { isBlank, joinLines, type Line, splitLines } from './lines.ts';
import { type CellSource, cellWords, type NotebookText, type TextCell } from './notebook-text.ts';

/** Lines that make a cell, with what is in it. */
interface Part {
  readonly kind: TextCell['kind'];
  readonly language: string;
  readonly value: string;
  readonly lines: readonly Line[];
  /** Blank lines after it. */
  blank: Line[];
}

/**
 * The cells of a `*.stream.md`. A fenced block with one of the words is a cell; what is between is Markdown, and two blank
 * lines divide it into cells, as in Jupytext's Markdown. Blocks within lists, quotes and HTML are Markdown. A block that
 * nothing closes goes to the end of the file. `writeNotebook` makes the same text of it again.
 */
export function parseNotebook(text: string): NotebookText {
  const lines = splitLines(text);
  const { head, parts } = partsOf(lines);
  const cells = parts.map((part, index): TextCell => {
    const { kind, language, value } = part;
    const source: CellSource = {
      index,
      isLast: index === parts.length - 1,
      kind,
      language,
      value,
      ...rawAndGap(part),
    };
    return { kind, language, value, source };
  });
  const eol = lines.find(({ end }) => end !== '')?.end ?? '\n';
  return { head: joinLines(head), eol, cells };
}

function partsOf(lines: readonly Line[]): { head: Line[]; parts: Part[] } {
  const scanner = new BlockScanner();
  const head: Line[] = [];
  const parts: Part[] = [];
  let text: Line[] = [];
  let code: { readonly fence: Fence; readonly lines: Line[] } | undefined;

  const endText = () => {
    const first = text.findIndex((line) => !isBlank(line.text));
    const last = text.findLastIndex((line) => !isBlank(line.text));
    const before = first === -1 ? text : text.slice(0, first);
    (parts.at(-1)?.blank ?? head).push(...before);
    if (first !== -1) {
      parts.push({ ...markdownOf(text.slice(first, last + 1)), blank: text.slice(last + 1) });
    }
    text = [];
  };
  const endCode = (isClosed: boolean) => {
    if (code !== undefined) parts.push(codeOf(code.fence, code.lines, isClosed));
    code = undefined;
  };

  for (const line of lines) {
    if (endsTwoBlanks(text) && !scanner.isOpen && !isBlank(line.text)) {
      if (!scanner.continuesList(line.text)) endText();
    }
    const role = scanner.read(line.text);
    if (role.kind === 'opens' && isCell(role.fence)) {
      endText();
      code = { fence: role.fence, lines: [line] };
    } else if (code !== undefined) {
      code.lines.push(line);
      if (role.kind === 'closes') endCode(true);
    } else {
      text.push(line);
    }
  }
  endCode(false);
  endText();
  return { head, parts };
}

function endsTwoBlanks(lines: readonly Line[]): boolean {
  return lines.length > 2 && lines.slice(-2).every(({ text }) => isBlank(text));
}

function isCell({ info, isInList }: Fence): boolean {
  return !isInList && (cellWords as readonly string[]).includes(languageIn(info));
}

/** The first word after a fence. */
export function languageIn(info: string): string {
  return info.trim().split(/\s/, 1)[0] ?? '';
}

function markdownOf(lines: readonly Line[]): Omit<Part, 'blank'> {
  const value = lines.map(({ text }) => text).join('\n');
  return { kind: 'markdown', language: '', value, lines };
}

function codeOf(fence: Fence, lines: readonly Line[], isClosed: boolean): Part {
  const inside = lines.slice(1, isClosed ? -1 : undefined);
  const outdent = new RegExp(`^ {0,${fence.indent}}`);
  const value = inside.map(({ text }) => text.replace(outdent, '')).join('\n');
  return { kind: 'code', language: languageIn(fence.info), value, lines, blank: [] };
}

function rawAndGap({ lines, blank }: Part): { raw: string; gap: string } {
  const end = lines.at(-1)?.end ?? '';
  const raw = joinLines(lines);
  return { raw: raw.slice(0, raw.length - end.length), gap: end + joinLines(blank) };
}
