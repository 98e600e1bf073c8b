import { kindOf } from '../value-kinds.ts';

/** Objects that JSON would write as if they were others. */
const UNFIT: readonly string[] = ['Date', 'Map', 'Set', 'RegExp', 'ArrayBuffer', 'Promise'];

/**
 * A value as a line of JSON, such that `parseJsonLine` gives the same value back; instances of classes come back as
 * plain objects.
 * @throws TypeError for what JSON would drop or change without saying so.
 */
export function jsonLine(value: unknown): string {
  try {
    const line = JSON.stringify(value, refuseOthers) as string | undefined;
    if (line === undefined) throw unfit(value);
    return line;
  } catch (error) {
    if (error instanceof Unfit) throw error;
    throw new Unfit(`A value cannot be saved as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** @param source names where the line is from, in the error. @throws SyntaxError for what is not JSON. */
export function parseJsonLine(line: string, source: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const start = line.length > 60 ? `${line.slice(0, 60)}…` : line;
    throw new SyntaxError(
      `A line of ${source} is not JSON, as saveAsObjectFile writes it: ${start}`,
      { cause: error },
    );
  }
}

/** A value that JSON cannot hold. */
class Unfit extends TypeError {}

/** `this` has the value as it was before its `toJSON`, which dates have. */
function refuseOthers(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  if (isPlain(original) || (value === undefined && !Array.isArray(this) && key !== ''))
    return value;
  throw unfit(original);
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || !(ArrayBuffer.isView(value) || UNFIT.includes(kindOf(value)));
    default:
      return false;
  }
}

function unfit(value: unknown): Unfit {
  const what =
    typeof value === 'object' && value !== null
      ? `a ${value.constructor.name}`
      : typeof value === 'number'
        ? String(value)
        : typeof value === 'undefined'
          ? 'undefined'
          : `a ${typeof value}`;
  return new Unfit(
    `saveAsObjectFile writes JSON, which cannot hold ${what}. Map the values before to texts, finite numbers, booleans, null, arrays and plain objects.`,
  );
}
