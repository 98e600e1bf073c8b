import { IllegalArgumentException } from '../errors.ts';
import { parseNumber, parseNumeric } from './numeric-text.ts';
import { decimal, type Vector, Vectors, vectorOf } from './vectors.ts';

/** A point to learn from: what it is (0 or 1 where there are two classes), and what is seen of it (MLlib's LabeledPoint). */
export interface LabeledPoint {
  readonly label: number;
  readonly features: Vector;
}

export function LabeledPoint(label: number, features: Vector): LabeledPoint {
  return { label, features };
}

/**
 * Reads `(label,[x1,x2,x3])`, the features in any form of a vector, or the older `label,x1 x2 x3`.
 * @throws IllegalArgumentException
 */
LabeledPoint.parse = (text: string): LabeledPoint => {
  const form = text.trimStart().startsWith('(') ? parseNumeric(text) : undefined;
  if (form === undefined) return parseOlder(text);
  const [label, features, ...more] = (form as { tuple: readonly unknown[] }).tuple;
  if (typeof label !== 'number' || more.length > 0) throw unreadable(text);
  return { label, features: vectorOf(features, text) };
};

/** What `parse` reads: `(1.0,[0.5,2.0])`. */
LabeledPoint.stringify = ({ label, features }: LabeledPoint): string =>
  `(${decimal(label)},${Vectors.stringify(features)})`;

function parseOlder(text: string): LabeledPoint {
  const [label, features, ...more] = text.split(',');
  const numbers = [label, ...(features?.trim().split(/\s+/) ?? [])].map((word = '') =>
    parseNumber(word.trim()),
  );
  if (more.length > 0 || numbers.length < 2 || numbers.includes(undefined)) throw unreadable(text);
  const [first, ...rest] = numbers as [number, ...number[]];
  return { label: first, features: rest };
}

function unreadable(text: string): IllegalArgumentException {
  return new IllegalArgumentException(
    `Cannot parse ${JSON.stringify(text)}: a labelled point is written (1.0,[0.5,2.0]).`,
  );
}
