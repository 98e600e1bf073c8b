import type { Option } from '../../console/options/option.ts';
import { readArguments } from '../../console/options/parse-options.ts';
import {
  type ScannedLine,
  type ScannedWord,
  scanCommandLine,
} from '../../kernel/console/command-line.ts';
import { addressIndex, type ScannedCommand } from '../../kernel/console/console-commands.ts';
import { CellFailure } from '../../kernel/executor.ts';
import type { ConsoleCellText } from './cell-text.ts';
import type { Tool, ToolCatalogue } from './tool-catalogue.ts';

/** Offsets in the cell. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands, or is about to, at an offset of a cell. `typed` is what stands before the offset, `span` all of it. */
export type Place =
  | { readonly kind: 'command'; readonly typed: string; readonly span: Span }
  /** Behind `millrace`. */
  | { readonly kind: 'subcommand'; readonly typed: string; readonly span: Span }
  | (InTool & { readonly kind: 'flag'; readonly typed: string; readonly span: Span })
  | (InTool & ValuePlace)
  /** Of ZooKeeper's shell; the address of a server may stand there as well. */
  | {
      readonly kind: 'shell-command';
      readonly typed: string;
      readonly span: Span;
      readonly mayBeAddress: boolean;
    }
  | {
      readonly kind: 'shell-argument';
      readonly command: string;
      readonly typed: string;
      readonly span: Span;
    }
  /** A line that is sent as it is. */
  | { readonly kind: 'input'; readonly line: Span; readonly typed: string };

interface InTool {
  readonly tool: Tool;
  readonly line: ScannedCommand;
}

/** A value of an option. */
export interface ValuePlace {
  readonly kind: 'value';
  readonly name: string;
  readonly option: Option;
  readonly typed: string;
  /** Of the value alone, where the option stands in the same word. */
  readonly span: Span;
  /** The value may be left out, and an option follow. */
  readonly mayBeFlag: boolean;
}

/** What is at an offset; undefined in comments, and where nothing is to be told. */
export function placeAt(
  cell: ConsoleCellText,
  offset: number,
  tools: ToolCatalogue,
): Place | undefined {
  const line = cell.commands.findLast(({ start }) => start <= offset);
  if (line !== undefined && offset < line.end) return inLine(cell.text, line, offset, tools);
  const { input } = line ?? {};
  if (input !== undefined && offset >= input.start && offset <= input.end) {
    return inInput(cell.text, line!, offset);
  }
  // A line that is blank so far.
  const { words, comment } = scanCommandLine(
    cell.text.slice(0, offset),
    lineStart(cell.text, offset),
  );
  if (words.length > 0 || comment !== undefined) return undefined;
  return { kind: 'command', typed: '', span: { start: offset, end: offset } };
}

function inLine(
  text: string,
  line: ScannedCommand,
  offset: number,
  tools: ToolCatalogue,
): Place | undefined {
  if (line.comment !== undefined && offset > line.comment) return undefined;
  const cut = scanCommandLine(text.slice(0, offset), line.start);
  const { before, typed, span } = wordAt(text, line, cut, offset);
  // Behind what only a shell understands.
  if (typed === '' && offset > line.start && !/\s/.test(text[offset - 1]!)) return undefined;
  if (before.length === 0) return { kind: 'command', typed, span };
  const isMillrace = before[0]!.text === 'millrace';
  if (isMillrace && before.length === 1) return { kind: 'subcommand', typed, span };
  if (line.command === undefined || CellFailure.is(line.command)) return undefined;
  const tool = tools.get(line.command.tool);
  const args = before.slice(isMillrace ? 2 : 1);
  if (tool?.command !== undefined) return inOptions({ tool, line }, args, typed, span);
  return line.command.tool === 'zookeeper-shell' ? inShell(args, typed, span) : undefined;
}

/** The word that an offset is in, or that begins there, and those before it. */
function wordAt(text: string, line: ScannedLine, { words }: ScannedLine, offset: number) {
  const last = words.at(-1);
  const isWithin = last !== undefined && last.end === offset;
  const start = isWithin ? last.start : offset;
  const whole = line.words.find((word) => word.start <= start && offset <= word.end);
  const span = withoutQuotes(text, { start, end: Math.max(offset, whole?.end ?? offset) });
  return {
    before: isWithin ? words.slice(0, -1) : words,
    typed: isWithin ? last.text : '',
    span: { start: Math.min(span.start, offset), end: Math.max(span.end, offset) },
  };
}

/** What stands between quotes around a whole word. */
function withoutQuotes(text: string, { start, end }: Span): Span {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return { start, end };
  const isClosed = end - start > 1 && text[end - 1] === quote;
  return { start: start + 1, end: isClosed ? end - 1 : end };
}

function inOptions(
  where: InTool,
  before: readonly ScannedWord[],
  typed: string,
  span: Span,
): Place {
  const { options } = where.tool.command!;
  const args = before.map(({ text }) => text);
  const flag: Place = { ...where, kind: 'flag', typed, span };
  const valued = (name: string, of: Partial<ValuePlace> = {}): Place => {
    const option = options[name]!;
    return { ...where, kind: 'value', name, option, typed, span, mayBeFlag: false, ...of };
  };
  const last = [...readArguments(args, options)].at(-1);
  if (last?.at === args.length - 1 && last.kind !== 'rest' && last.name !== undefined) {
    const { value, optional } = options[last.name]!;
    const isAwaited = value !== undefined && last.valueAt === undefined;
    if (isAwaited && !(optional && typed.startsWith('-'))) {
      return valued(last.name, { mayBeFlag: optional === true });
    }
  }
  const current = [...readArguments([...args, typed], options)].at(-1);
  if (current?.kind === 'rest' || current?.name === undefined) return flag;
  if (!typed.startsWith('-')) return valued(current.name);
  const equals = typed.indexOf('=');
  if (equals === -1 || options[current.name]!.value === undefined) return flag;
  // Without quotes the word is as long as what it says.
  const start = Math.min(span.end, span.start + equals + 1);
  return valued(current.name, { typed: typed.slice(equals + 1), span: { start, end: span.end } });
}

function inShell(before: readonly ScannedWord[], typed: string, span: Span): Place {
  const { index, isThere } = addressIndex(before);
  const [command] = before.slice(isThere ? index + 1 : index);
  return command === undefined
    ? { kind: 'shell-command', typed, span, mayBeAddress: !isThere }
    : { kind: 'shell-argument', command: command.text, typed, span };
}

function inInput(text: string, { command }: ScannedCommand, offset: number): Place {
  const start = lineStart(text, offset);
  const found = text.indexOf('\n', offset);
  const line = { start, end: found === -1 ? text.length : found };
  const typed = text.slice(start, offset);
  const isShell =
    command !== undefined && !CellFailure.is(command) && command.tool === 'zookeeper-shell';
  if (!isShell) return { kind: 'input', line, typed };
  const words = [...typed.matchAll(/\S+/g)];
  const current = /\S*$/.exec(typed)![0];
  const tail = /^\S*/.exec(text.slice(offset, line.end))![0];
  const span = { start: offset - current.length, end: offset + tail.length };
  const first = words[0];
  if (first === undefined || (words.length === 1 && current !== '')) {
    return { kind: 'shell-command', typed: current, span, mayBeAddress: false };
  }
  return { kind: 'shell-argument', command: first[0], typed: current, span };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
