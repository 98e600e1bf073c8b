import { inspect } from 'node:util';
import type { CellError } from '../../contract/kernel.ts';
import type { CodePosition } from '../../contract/streaming-progress.ts';
import { CellFailure } from '../executor.ts';
import type { CellSources } from './cell-sources.ts';

/** Causes of causes that are shown. */
const DEEPEST_CAUSE = 8;
/** Characters of one message. */
const LONGEST_MESSAGE = 20_000;

/** What the user reads of something that was thrown: its own lines and those of what caused it. */
export function cellErrorOf(thrown: unknown, sources: CellSources): CellError {
  if (CellFailure.is(thrown)) {
    const { name, message, line, column } = thrown;
    return { name, message, stack: '', ...placed(line, column) };
  }
  const compiled = compileErrorOf(thrown, sources);
  if (compiled !== undefined) return compiled;
  const chain = chainOf(thrown);
  const mapped = chain.map((error) => sources.mapStack(stackOf(error)));
  const stack = mapped.map(({ stack: lines }, i) =>
    [...(i === 0 ? [] : [`Caused by: ${headOf(chain[i])}`]), ...(lines === '' ? [] : [lines])].join(
      '\n',
    ),
  );
  // What the user's code did is at the bottom of it.
  const place = mapped.findLast(({ position }) => position !== null)?.position;
  const [name, message] = nameAndMessage(thrown);
  return {
    name,
    message,
    stack: stack.filter((lines) => lines !== '').join('\n'),
    ...placed(place?.line, place?.column),
  };
}

/** An error that says only that an execution was interrupted. */
export function interruption(): CellFailure {
  return new CellFailure('The cell was interrupted.', { name: 'Interrupted' });
}

/** What V8 says of code that it cannot compile: `file:line`, the line, carets below the place, the error. */
function compileErrorOf(thrown: unknown, sources: CellSources): CellError | undefined {
  if (!(thrown instanceof SyntaxError)) return undefined;
  const said = /^(.+):(\d+)\n.*\n( *)\^/.exec(thrown.stack ?? '');
  if (said === null) return undefined;
  const place = sources.positionOf(said[1]!, Number(said[2]), said[3]!.length + 1);
  if (place === undefined) return undefined;
  const { name, message } = thrown;
  return { name, message, stack: frameOf(place), ...placed(place.line, place.column) };
}

function frameOf({ source, line, column }: CodePosition): string {
  return `    at ${source}, line ${line}, column ${column}`;
}

function placed(line: number | undefined, column: number | undefined) {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

function chainOf(thrown: unknown): unknown[] {
  const chain = [thrown];
  for (let last = thrown; last instanceof Error && last.cause !== undefined; ) {
    last = last.cause;
    if (chain.length > DEEPEST_CAUSE || chain.includes(last)) break;
    chain.push(last);
  }
  return chain;
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? String(thrown.stack ?? '') : '';
}

function headOf(thrown: unknown): string {
  return nameAndMessage(thrown).join(': ');
}

function nameAndMessage(thrown: unknown): [name: string, message: string] {
  const [name, message] =
    thrown instanceof Error
      ? [String(thrown.name), String(thrown.message)]
      : ['Thrown', typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2 })];
  return [
    name,
    message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message,
  ];
}
