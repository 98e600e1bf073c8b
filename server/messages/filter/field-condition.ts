// Conditions on a field of a key or value.

import type { FieldCondition } from '../../contract/messages/reading.ts';
import { UserError } from '../../node/user-error.ts';
import { type FieldPath, parseFieldPath, someAt } from './field-path.ts';

export interface FieldTest {
  readonly part: FieldPath['part'];
  /** Whether the decoded key or value is as the condition wants it. */
  holds(root: unknown): boolean;
}

/**
 * `isNot` and `missing` are the opposites of `is` and `exists`: they hold where nothing that the path leads to is so, also
 * where there is nothing. Comparing text heeds its case, `contains` does not.
 * @throws UserError for a path or a pattern that is none
 */
export function fieldTest({ path, operator, value }: FieldCondition): FieldTest {
  const { part, steps } = parseFieldPath(path);
  const some = (test: (found: unknown) => boolean) => (root: unknown) => someAt(root, steps, test);
  const opposite = (test: (root: unknown) => boolean) => (root: unknown) => !test(root);
  switch (operator) {
    case 'is':
      return { part, holds: some(equals(value)) };
    case 'isNot':
      return { part, holds: opposite(some(equals(value))) };
    case 'contains': {
      const folded = value.toLowerCase();
      return { part, holds: some((found) => textOf(found).toLowerCase().includes(folded)) };
    }
    case 'matches': {
      const pattern = patternOf(value);
      return { part, holds: some((found) => pattern.test(textOf(found))) };
    }
    case 'less':
      return { part, holds: some(compares(value, (order) => order < 0)) };
    case 'greater':
      return { part, holds: some(compares(value, (order) => order > 0)) };
    case 'exists':
      return { part, holds: some(() => true) };
    case 'missing':
      return { part, holds: opposite(some(() => true)) };
  }
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw new UserError(`"${text}" is no regular expression: ${(error as Error).message}.`);
  }
}

function equals(typed: string): (found: unknown) => boolean {
  const number = numberOf(typed);
  const integer = /^\s*[+-]?\d+\s*$/.test(typed)
    ? BigInt(typed.trim().replace('+', ''))
    : undefined;
  return (found) => {
    if (typeof found === 'number') return found === number;
    if (typeof found === 'bigint') return found === integer;
    return textOf(found) === typed;
  };
}

/** Numbers by size, text by its characters; what is neither is neither less nor greater. */
function compares(typed: string, wanted: (order: number) => boolean): (found: unknown) => boolean {
  const number = numberOf(typed);
  return (found) => {
    if (typeof found === 'number' || typeof found === 'bigint') {
      if (number === undefined || Number.isNaN(found)) return false;
      return wanted(found < number ? -1 : found > number ? 1 : 0);
    }
    if (typeof found !== 'string') return false;
    return wanted(found < typed ? -1 : found > typed ? 1 : 0);
  };
}

function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return trimmed === '' || Number.isNaN(number) ? undefined : number;
}

/** As it stands in JSON, text without quotation marks, bytes as text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? each.toString() : each,
  );
}
