// What an expression is, as far as PySpark's names tell.

import { classesIn, classNamed, memberOf, modules } from './pyspark/names.ts';
import type { Token } from './tokens.ts';

/** What a name or an expression stands for. */
export type Value =
  | { readonly is: 'module'; readonly path: string }
  | { readonly is: 'class'; readonly name: string }
  | { readonly is: 'object'; readonly of: string }
  /** A method, not called yet, or an attribute. */
  | {
      readonly is: 'member';
      readonly of: string;
      readonly name: string;
      readonly among: 'members' | 'statics';
    };

/** What names stand for; undefined is something that is not PySpark's. */
export type Names = ReadonlyMap<string, Value | undefined>;

/** What a name usually is where nothing says what it is: parameters of functions. */
const usual: Readonly<Record<string, string>> = {
  sc: 'SparkContext',
  ssc: 'StreamingContext',
  rdd: 'RDD',
  spark: 'SparkSession',
};

/**
 * What an expression of names, calls and indexes is: `KafkaUtils.createStream(…).map(…)`.
 * @param tokens those of the expression alone
 */
export function valueOfExpression(tokens: readonly Token[], names: Names): Value | undefined {
  const [first] = tokens;
  if (first?.kind !== 'name') return undefined;
  let value = valueOfName(first.text, names);
  for (let at = 1; at < tokens.length && value !== undefined; ) {
    const { text } = tokens[at]!;
    if (text === '(' || text === '[') {
      value = text === '(' ? calledOf(value) : undefined;
      at = closing(tokens, at) + 1;
    } else if (text === '.' && tokens[at + 1]?.kind === 'name') {
      value = memberValue(value, tokens[at + 1]!.text);
      at += 2;
    } else return undefined;
  }
  return value;
}

export function valueOfName(name: string, names: Names): Value | undefined {
  if (names.has(name)) return names.get(name);
  const of = Object.hasOwn(usual, name) ? usual[name] : undefined;
  return of === undefined ? undefined : { is: 'object', of };
}

/** What `value.name` is. */
export function memberValue(value: Value, name: string): Value | undefined {
  switch (value.is) {
    case 'module': {
      const path = `${value.path}.${name}`;
      if (modules.includes(path)) return { is: 'module', path };
      const found = classesIn(value.path).some(([each]) => each === name);
      return found ? { is: 'class', name } : undefined;
    }
    case 'class':
      return memberOf(value.name, name, 'statics')
        ? settled(value.name, name, 'statics')
        : undefined;
    case 'object':
      return memberOf(value.of, name, 'members') ? settled(value.of, name, 'members') : undefined;
    case 'member': {
      // Of an attribute's value.
      const object = attributeOf(value);
      return object && memberValue(object, name);
    }
  }
}

/** What comes of a call. */
function calledOf(value: Value): Value | undefined {
  if (value.is === 'class') return { is: 'object', of: value.name };
  if (value.is !== 'member') return undefined;
  const [parameters, returns] = memberOf(value.of, value.name, value.among)!;
  return parameters === undefined || returns === '' ? undefined : { is: 'object', of: returns };
}

/** The object that an attribute has; undefined for methods, and for what is nothing of PySpark's. */
export function attributeOf(value: Value): Value | undefined {
  if (value.is !== 'member') return value;
  const [parameters, returns] = memberOf(value.of, value.name, value.among)!;
  return parameters === undefined && classNamed(returns)
    ? { is: 'object', of: returns }
    : undefined;
}

function settled(of: string, name: string, among: 'members' | 'statics'): Value {
  return { is: 'member', of, name, among };
}

/** The bracket that closes the one at an index, or the last token. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const { text, kind } = tokens[at]!;
    if (kind !== 'operator') continue;
    if ('([{'.includes(text)) depth += 1;
    else if (')]}'.includes(text)) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/**
 * Where the expression of names, calls and indexes begins that ends before an index.
 * @returns the index of its first token; `end` if there is none
 */
export function expressionStart(tokens: readonly Token[], end: number): number {
  let at = end;
  for (;;) {
    const start = primaryStart(tokens, at - 1);
    if (start === undefined) return at === end ? end : at + 1;
    at = start;
    if (tokens[at - 1]?.text !== '.') return at;
    at -= 1;
  }
}

/** Where `name`, `name(…)` or `name[…]` begins whose last token is at an index. */
function primaryStart(tokens: readonly Token[], last: number): number | undefined {
  let at = last;
  while (tokens[at]?.kind === 'operator' && ')]'.includes(tokens[at]!.text)) {
    const open = opening(tokens, at);
    if (open === undefined) return undefined;
    at = open - 1;
  }
  return tokens[at]?.kind === 'name' ? at : undefined;
}

function opening(tokens: readonly Token[], close: number): number | undefined {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    const { text, kind } = tokens[at]!;
    if (kind !== 'operator') continue;
    if (')]}'.includes(text)) depth += 1;
    else if ('([{'.includes(text)) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}
