import type { CodePosition, Failure } from '../../contract/streaming-progress.ts';

/** A stack as the user knows the code, and where in it the error came from. */
export interface MappedStack {
  readonly stack: string;
  readonly position: CodePosition | null;
}

/** Finds the user's code in a stack of the engine's, such as the cells of a notebook. */
export type MapStack = (stack: string) => MappedStack;

/** Causes of causes that are looked at. */
const DEEPEST_CAUSE = 8;

/** What was thrown, with what caused it, as plain data. */
export function failureOf(thrown: unknown, mapStack: MapStack, depth = 0): Failure {
  if (!(thrown instanceof Error)) {
    return { name: 'Error', message: String(thrown), stack: '', position: null, cause: null };
  }
  const { name, message, cause } = thrown;
  const hasCause = cause !== undefined && depth < DEEPEST_CAUSE;
  return {
    ...{ name, message },
    ...mapStack(framesOf(thrown)),
    cause: hasCause ? failureOf(cause, mapStack, depth + 1) : null,
  };
}

/** A stack without the message that begins it. */
function framesOf({ stack = '' }: Error): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first === -1 ? '' : lines.slice(first).join('\n');
}
