import { BlockScanner } from './block-scanner.ts';
import { isBlank, splitLines, withEol } from './lines.ts';
import type { CellSource, NotebookText, TextCell } from './notebook-text.ts';
import { languageIn } from './parse.ts';

/**
 * The text of a notebook: cells that were not edited, and the blank lines between cells that still follow each other, as
 * they stood in the file; all else in a clean form. Markdown cells without text are left out.
 */
export function writeNotebook({ head, eol, cells }: NotebookText): string {
  const kept = cells.filter((cell) => cell.kind === 'code' || !isEmpty(cell.value));
  const parts = kept.map((cell, i) => {
    const before = kept[i - 1];
    const after = kept[i + 1];
    const keep = cell.source !== undefined && mayStay(cell.source, cell, before, after);
    const text = keep ? (cell.source?.raw ?? '') : clean(cell, eol);
    return text + gapAfter(cell, after, eol);
  });
  const headEnds = head === '' || kept.length === 0 || /[\r\n]$/.test(head);
  return head + (headEnds ? '' : eol) + parts.join('');
}

function isEmpty(value: string): boolean {
  return splitLines(value).every(({ text }) => isBlank(text));
}

function isUnedited({ source, kind, language, value }: TextCell): boolean {
  return (
    source !== undefined &&
    source.kind === kind &&
    source.language === language &&
    source.value === withEol(value, '\n')
  );
}

/** Whether a cell can be written as it stood in the file. */
function mayStay(
  source: CellSource,
  cell: TextCell,
  before: TextCell | undefined,
  after: TextCell | undefined,
): boolean {
  if (!isUnedited(cell)) return false;
  // What nothing closes would swallow what follows.
  if (after !== undefined && source.isLast && isUnclosed(source)) return false;
  if (source.kind === 'markdown') return true;
  // An indented one would belong to a list that comes before it now.
  const isIndented = source.raw.startsWith(' ');
  return !isIndented || before === undefined || (follows(before, cell) && isUnedited(before));
}

function follows(before: TextCell, cell: TextCell): boolean {
  return before.source !== undefined && cell.source?.index === before.source.index + 1;
}

function isUnclosed({ raw }: CellSource): boolean {
  const scanner = new BlockScanner();
  for (const { text } of splitLines(raw)) scanner.read(text);
  return scanner.isOpen;
}

/** What stands between a cell and the one after it, or the end of the file. */
function gapAfter(cell: TextCell, after: TextCell | undefined, eol: string): string {
  const { source } = cell;
  if (after === undefined) {
    return source?.isLast === true && (source.gap !== '' || isUnedited(cell)) ? source.gap : eol;
  }
  if (source !== undefined && !source.isLast && follows(cell, after)) {
    const sameKinds = source.kind === cell.kind && after.source?.kind === after.kind;
    const hasBlank = splitLines(source.gap).length > 1;
    // The end of new text may need a blank line after it.
    if (sameKinds && (hasBlank || cell.kind === 'code' || isUnedited(cell))) return source.gap;
  }
  const both = cell.kind === 'markdown' && after.kind === 'markdown';
  return eol.repeat(both ? 3 : 2);
}

function clean(cell: TextCell, eol: string): string {
  const text = cell.kind === 'code' ? cleanCode(cell) : cleanMarkdown(cell.value);
  return withEol(text, eol);
}

/** Without blank lines around it, and with what it opens closed, so that what follows stays what it is. */
function cleanMarkdown(value: string): string {
  const lines = splitLines(value).map(({ text }) => text);
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  const kept = lines.slice(first, last + 1);
  const scanner = new BlockScanner();
  for (const line of kept) scanner.read(line);
  const { closer = '' } = scanner;
  return [...kept, ...(closer === '' ? [] : [closer])].join('\n');
}

/** In a fence without indentation that is longer than any within. Further words after the language stay. */
function cleanCode({ language, value, source }: TextCell): string {
  const [, , mark = '```', info = ''] = /^( *)(`{3,}|~{3,})(.*)/.exec(source?.raw ?? '') ?? [];
  const character = mark.charAt(0);
  const lines = value === '' ? [] : withEol(value, '\n').split('\n');
  const inside = lines.map((line) => leadingRun(line.trimStart(), character));
  const fence = character.repeat(Math.max(mark.length, ...inside.map((length) => length + 1)));
  const words = languageIn(info) === language ? info.trimEnd() : language;
  return [fence + words, ...lines, fence].join('\n');
}

function leadingRun(line: string, character: string): number {
  let length = 0;
  while (line.charAt(length) === character) length++;
  return length;
}
