import { didYouMean } from '../../node/suggestion.ts';
import { CellFailure } from '../executor.ts';
import {
  failureOf,
  type ScannedLine,
  type ScannedWord,
  scanCommandLine,
  type Word,
} from './command-line.ts';
import { consoleTools, isLikeScript, isServerScript, scriptName, toolOf } from './tools.ts';

/** A command of a console cell. */
export interface ConsoleCommand {
  /** As the command line lists it: `topics`; a script around a server by its own name. */
  readonly tool: string;
  readonly args: readonly Word[];
  /** The command as it stands in the cell, on one line, without a prompt. */
  readonly text: string;
  /** The lines that follow it; undefined for what reads none. */
  readonly input: string | undefined;
  /** Where it begins in the cell, from 1. */
  readonly line: number;
}

/** What is not there, and what would be instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  'zkCli.sh': 'use zookeeper-shell, which takes the same commands',
  zkCli: 'use zookeeper-shell, which takes the same commands',
  kcat: 'use kafka-console-producer and kafka-console-consumer, or a terminal',
  export: 'there are no variables, and the tools are found without a PATH',
  cd: 'relative paths start in the notebook’s folder',
  echo: 'write the lines that are to be sent below kafka-console-producer',
};

/** A command line of a cell, and the lines that are its input; offsets are those of the cell. */
export interface ScannedCommand extends ScannedLine {
  /** Where it begins, behind blanks and a prompt. */
  readonly start: number;
  /** What the words say; a failure where they are no command of console cells, undefined where there are none. */
  readonly command: CommandWords<ScannedWord> | CellFailure | undefined;
  /** Where the lines stand that are its input; undefined for what reads none. */
  readonly input: { readonly start: number; readonly end: number } | undefined;
}

/**
 * The commands of a cell, one a line, each with the lines that are its input: those below a tool that reads any, up to the next
 * command. Comments and blank lines in front of a command are no input.
 * @throws CellFailure with the place
 */
export function parseConsoleCell(code: string): ConsoleCommand[] {
  const cell = code.replace(/\r\n?/g, '\n');
  const commands: ConsoleCommand[] = [];
  for (const { start, command, input, problems, end } of scanConsoleCell(cell)) {
    if (problems[0] !== undefined) throw failureOf(cell, problems[0]);
    if (CellFailure.is(command)) throw command;
    if (command === undefined) continue;
    commands.push({
      ...command,
      input: input && inputOf(cell.slice(input.start, input.end), input.end < cell.length),
      text: textOf(cell, start, input?.start ?? end),
    });
  }
  return commands;
}

/** The same of a cell that may be half typed, whose lines end with `\n`: never throws. */
export function* scanConsoleCell(cell: string): Generator<ScannedCommand, void> {
  let [number, counted] = [1, 0];
  for (let at = 0; at < cell.length; ) {
    // Going on from the last one: a cell may have thousands of lines, and is read with each key that is typed in it.
    number += cell.slice(counted, at).split('\n').length - 1;
    counted = at;
    const start = at + promptLength(lineAt(cell, at));
    const place = { line: number, column: start - at + 1 };
    const line = scanCommandLine(cell, start);
    at = line.end;
    if (line.words.length === 0 && line.problems.length === 0) continue;
    const [first, ...args] = line.words;
    const command = first && commandOf(first, args, place);
    let input: ScannedCommand['input'];
    if (command !== undefined && !CellFailure.is(command) && readsInput(command)) {
      at = endOfInput(cell, line.end);
      input = { start: line.end, end: at };
    }
    yield { ...line, start, command, input };
  }
}

/** Which tool is called with which arguments. */
export interface CommandWords<W extends Word = Word> {
  readonly tool: string;
  readonly args: readonly W[];
  readonly line: number;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function commandOf<W extends Word>(
  { text: typed }: W,
  args: readonly W[],
  place: Place,
): CommandWords<W> | CellFailure {
  const [second, ...rest] = args;
  if (typed === 'millrace' && second !== undefined) return subcommandOf(second, rest, place);
  const tool = toolOf(typed) ?? (isServerScript(typed) ? typed : undefined);
  if (tool !== undefined) return { tool, args, line: place.line };
  const scripts = Object.keys(consoleTools).map(scriptName);
  const instead = Object.hasOwn(INSTEAD, typed)
    ? `: ${INSTEAD[typed]}`
    : didYouMean(typed.replace(/\.(sh|bat|cmd)$/, ''), scripts);
  return new CellFailure(
    [
      `${typed} does not run here${instead}${/\?$/.test(instead) ? '' : '.'}`,
      'Console cells have the tools of Kafka, and no shell, so that a notebook does the same on every machine; all else runs in a terminal.',
      `There are ${scripts.join(', ')}.`,
    ].join('\n'),
    { name: 'Unknown command', ...place },
  );
}

/** `millrace topics …` */
function subcommandOf<W extends Word>(
  { text: typed }: W,
  args: readonly W[],
  place: Place,
): CommandWords<W> | CellFailure {
  if (Object.hasOwn(consoleTools, typed)) return { tool: typed, args, line: place.line };
  const tool = toolOf(typed);
  if (tool !== undefined) return { tool, args, line: place.line };
  const why = ['start', 'run'].includes(typed)
    ? `millrace ${typed} belongs in a terminal: it goes on for longer than a cell.`
    : `There is no millrace ${typed}${didYouMean(typed, Object.keys(consoleTools))}`;
  return new CellFailure(why, { name: 'Unknown command', ...place });
}

/** Whether lines that follow are for the command: ZooKeeper's shell takes one from its arguments, or many from its input. */
function readsInput({ tool, args }: CommandWords): boolean {
  if (tool === 'console-producer') return true;
  return tool === 'zookeeper-shell' && zookeeperCommand(args).length === 0;
}

/** What of the arguments of zookeeper-shell is the command, behind the address and options. */
export function zookeeperCommand<W extends Word>(args: readonly W[]): readonly W[] {
  const at = addressIndex(args);
  return args.slice(at.index + (at.isThere ? 1 : 0));
}

/** Where the address stands among the arguments of zookeeper-shell, or is to be put. */
export function addressIndex(args: readonly Word[]): { index: number; isThere: boolean } {
  let index = 0;
  while (args[index]?.text.startsWith('-')) {
    if (args[index]!.text === '-server') return { index: index + 1, isThere: true };
    index += args[index]!.text === '-timeout' ? 2 : 1;
  }
  const word = args[index];
  const isThere =
    word !== undefined &&
    (word.placeholder !== undefined || /^(localhost|[^/\s]+:\d+)(\/|,|$)/.test(word.text));
  return { index: Math.min(index, args.length), isThere };
}

/** Where the next command begins, or the cell ends. */
function endOfInput(cell: string, start: number): number {
  for (let at = start; at < cell.length; ) {
    const line = lineAt(cell, at);
    const [first = '', second = ''] = line.slice(promptLength(line)).split(/\s+/, 2);
    const isMillrace = first === 'millrace' && Object.hasOwn(consoleTools, second);
    if (isMillrace || isLikeScript(first)) return at;
    at += line.length + 1;
  }
  return cell.length;
}

/** @param isFollowed by a command, which comments in front of it belong to */
function inputOf(text: string, isFollowed: boolean): string {
  const lines = text.split('\n');
  const isOutside = isFollowed ? /^\s*(#.*)?$/ : /^\s*$/;
  while (lines.length > 0 && isOutside.test(lines.at(-1)!)) lines.pop();
  return lines.map((line) => `${line}\n`).join('');
}

function lineAt(cell: string, at: number): string {
  const end = cell.indexOf('\n', at);
  return cell.slice(at, end === -1 ? undefined : end);
}

/** What is copied from a terminal brings its prompt along. */
function promptLength(line: string): number {
  return /^\s*\$\s+/.exec(line)?.[0].length ?? /^\s*/.exec(line)![0].length;
}

function textOf(cell: string, start: number, end: number): string {
  const text = cell.slice(start, Math.min(end, cell.length + 1) - 1);
  return text.replace(/\s*\\[ \t]*\n\s*/g, ' ').trim();
}
