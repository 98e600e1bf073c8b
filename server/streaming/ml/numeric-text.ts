import { IllegalArgumentException } from '../errors.ts';

/** A number, an array of them, or numbers and arrays in parentheses. */
export type NumericForm = number | number[] | NumericTuple;

export interface NumericTuple {
  readonly tuple: readonly NumericForm[];
}

/**
 * Reads the text in which MLlib writes vectors and labelled points: numbers, `[arrays,of,numbers]` and `(tuples,[of,both])`.
 * @throws IllegalArgumentException
 */
export function parseNumeric(text: string): NumericForm {
  const tokens = text.match(/[[\](),]|[^[\](),\s]+/g) ?? [];
  let at = 0;
  const fail = (): never => {
    const found = tokens[at] === undefined ? 'its end' : `'${tokens[at]}'`;
    throw new IllegalArgumentException(
      `Cannot parse ${JSON.stringify(text)}: ${found} was not expected.`,
    );
  };
  const number = (): number => {
    const value = parseNumber(tokens[at] ?? '');
    if (value === undefined) fail();
    at++;
    return value!;
  };
  const listUntil = <T>(end: string, item: () => T): T[] => {
    at++;
    const items: T[] = [];
    while (tokens[at] !== end) {
      if (items.length > 0 && tokens[at++] !== ',') {
        at--;
        fail();
      }
      items.push(item());
    }
    at++;
    return items;
  };
  const form = (): NumericForm => {
    if (tokens[at] === '[') return listUntil(']', number);
    if (tokens[at] === '(') return { tuple: listUntil(')', form) };
    return number();
  };
  const parsed = form();
  if (at < tokens.length) fail();
  return parsed;
}

/** A number as Java and Python write it, NaN and the infinities too; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const [, sign, word = ''] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? [];
  if (word === '') return undefined;
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
