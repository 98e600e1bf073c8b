import { inspect } from 'node:util';
import type { MimeBundle } from '../../contract/kernel.ts';

/** Characters of a value's text. */
const LONGEST_TEXT = 100_000;
/** Lines of the text of what is no data, such as the server that `server.close()` returns at the end of a cell. */
const MOST_LINES = 20;
/** Parts of a value that has a JSON form: what is larger is shown as text alone. */
const MOST_PARTS = 20_000;
/** Characters of all its strings. */
const LONGEST_STRINGS = 500_000;

/** The forms in which a value is shown: text, and JSON where nothing of it would be lost. */
export function valueForms(value: unknown): MimeBundle {
  const text = inspect(value, {
    ...{ depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 },
  });
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  if (typeof value !== 'object' || value === null) return { 'text/plain': short };
  if (isJson(value)) return { 'text/plain': short, 'application/json': value };
  return { 'text/plain': isCollection(value) ? short : firstLines(short) };
}

/** Whether a value is there for what it holds: a part of it may be anything. */
function isCollection(value: object): boolean {
  return (
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    [Object.prototype, Map.prototype, Set.prototype, null].includes(Object.getPrototypeOf(value))
  );
}

function firstLines(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES) return text;
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines`].join('\n');
}

/** Whether JSON has all of a value, and it is not too large. */
function isJson(value: unknown): boolean {
  let parts = 0;
  let characters = 0;
  const inside = new Set<object>();
  const visit = (part: unknown): boolean => {
    if (++parts > MOST_PARTS) return false;
    if (typeof part === 'string') {
      characters += part.length;
      return characters <= LONGEST_STRINGS;
    }
    if (part === null || typeof part === 'boolean') return true;
    if (typeof part === 'number') return Number.isFinite(part);
    if (typeof part !== 'object' || inside.has(part)) return false;
    if (!Array.isArray(part) && ![Object.prototype, null].includes(Object.getPrototypeOf(part))) {
      return false;
    }
    inside.add(part);
    const fits = Object.values(part).every(visit);
    inside.delete(part);
    return fits;
  };
  return visit(value);
}
