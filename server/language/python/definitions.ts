// The names that cells define.

import { classesIn, modules } from './pyspark/names.ts';
import type { Token } from './tokens.ts';
import { type Names, type Value, valueOfExpression } from './values.ts';

/** What the names of a notebook stand for, up to a place in it. */
export class Definitions {
  readonly #names = new Map<string, Value | undefined>();

  get names(): Names {
    return this.#names;
  }

  /** Takes up what tokens of a cell define, one statement after the other. */
  add(tokens: readonly Token[]): void {
    for (const statement of statementsOf(tokens)) this.#define(statement);
  }

  #define(statement: readonly Token[]): void {
    const [first, second] = statement;
    switch (first?.text) {
      case 'import':
        this.#import(statement.slice(1));
        return;
      case 'from':
        this.#importFrom(statement.slice(1));
        return;
      case 'def':
      case 'class':
        if (second?.kind === 'name') this.#names.set(second.text, undefined);
        // What they are called with is theirs, but nobody minds.
        for (const name of parametersIn(statement)) this.#setUnknown(name);
        return;
      case 'for':
        if (second?.kind === 'name') this.#names.set(second.text, undefined);
        return;
      case 'with': {
        const as = statement.findIndex(({ text }) => text === 'as');
        const name = statement[as + 1];
        if (as > 0 && name?.kind === 'name') {
          this.#names.set(name.text, valueOfExpression(statement.slice(1, as), this.#names));
        }
        return;
      }
      default:
        this.#assign(statement);
    }
  }

  /** `a.b as c, d` */
  #import(tokens: readonly Token[]): void {
    for (const part of listOf(tokens)) {
      const { path, alias } = importedAs(part);
      const name = alias ?? path.split('.')[0]!;
      if (name === '') continue;
      const module = alias === undefined ? name : path;
      this.#names.set(name, modules.includes(module) ? { is: 'module', path: module } : undefined);
    }
  }

  /** `a.b import c as d, e` */
  #importFrom(tokens: readonly Token[]): void {
    const at = tokens.findIndex(({ text }) => text === 'import');
    if (at === -1) return;
    const module = textOf(tokens.slice(0, at));
    const listed = tokens.slice(at + 1).filter(({ text }) => text !== '(' && text !== ')');
    for (const part of listOf(listed)) {
      const { path: imported, alias = imported } = importedAs(part);
      if (imported === '*') {
        for (const [name] of classesIn(module)) this.#names.set(name, { is: 'class', name });
      } else if (alias !== '') this.#names.set(alias, importedFrom(module, imported));
    }
  }

  /** `a = b = …`, `a: T = …` and `a, b = …` */
  #assign(statement: readonly Token[]): void {
    const equals = topLevel(statement, '=');
    const last = equals.at(-1);
    if (last === undefined) return;
    const value = valueOfExpression(statement.slice(last + 1), this.#names);
    let from = 0;
    for (const at of equals) {
      const targets = listOf(statement.slice(from, at));
      for (const target of targets) {
        const [name, next] = target;
        if (name?.kind !== 'name' || (next !== undefined && next.text !== ':')) continue;
        this.#names.set(name.text, targets.length === 1 ? value : undefined);
      }
      from = at + 1;
    }
  }

  /** It is there, and nothing is known of it that is not told by its name. */
  #setUnknown(name: string): void {
    if (!['rdd', 'sc', 'ssc', 'spark', 'self'].includes(name)) this.#names.set(name, undefined);
  }
}

function importedFrom(module: string, name: string): Value | undefined {
  const path = `${module}.${name}`;
  if (modules.includes(path)) return { is: 'module', path };
  return classesIn(module).some(([each]) => each === name) ? { is: 'class', name } : undefined;
}

function importedAs(tokens: readonly Token[]): { path: string; alias?: string } {
  const as = tokens.findIndex(({ text }) => text === 'as');
  if (as === -1) return { path: textOf(tokens) };
  const alias = tokens[as + 1];
  return { path: textOf(tokens.slice(0, as)), ...(alias && { alias: alias.text }) };
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('');
}

/** Statements, without comments; what follows a colon on the same line is one of its own. */
function* statementsOf(tokens: readonly Token[]): Generator<Token[]> {
  let statement: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'operator') {
      if ('([{'.includes(token.text)) depth += 1;
      else if (')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
    }
    const [first] = statement;
    const ends =
      token.kind === 'newline' ||
      (depth === 0 && token.text === ';') ||
      (depth === 0 && token.text === ':' && isCompound(first));
    if (!ends) {
      statement.push(token);
      continue;
    }
    if (statement.length > 0) yield statement;
    statement = [];
  }
  if (statement.length > 0) yield statement;
}

function isCompound(first: Token | undefined): boolean {
  const words = ['def', 'class', 'for', 'while', 'if', 'elif', 'else', 'try', 'with', 'except'];
  return first !== undefined && [...words, 'finally', 'async'].includes(first.text);
}

/** What stands between commas outside of brackets. */
function listOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let from = 0;
  for (const at of [...topLevel(tokens, ','), tokens.length]) {
    parts.push(tokens.slice(from, at));
    from = at + 1;
  }
  return parts;
}

/** Where an operator stands outside of brackets. */
function topLevel(tokens: readonly Token[], operator: string): number[] {
  let depth = 0;
  const found: number[] = [];
  for (const [index, { text, kind }] of tokens.entries()) {
    if (kind !== 'operator') continue;
    if ('([{'.includes(text)) depth += 1;
    else if (')]}'.includes(text)) depth -= 1;
    else if (depth === 0 && text === operator) found.push(index);
  }
  return found;
}

function parametersIn(tokens: readonly Token[]): string[] {
  const open = tokens.findIndex(({ text }) => text === '(');
  if (open === -1 || tokens[0]?.text !== 'def') return [];
  return listOf(tokens.slice(open + 1, -1)).flatMap((part) => {
    const name = part.find(({ kind }) => kind === 'name');
    return name === undefined ? [] : [name.text];
  });
}
