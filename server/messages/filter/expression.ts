// A user's JavaScript expression over records, kept apart from everything that is not the record.

import { createContext, Script } from 'node:vm';
import { UserError } from '../../node/user-error.ts';

/** What the expression's names stand for. */
export interface ExpressionRecord {
  readonly key: unknown;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
}

export interface Expression {
  /** Which of them it may look at: those that it does not name need not be decoded. */
  readonly needs: { readonly key: boolean; readonly value: boolean; readonly headers: boolean };
  /** Whether it comes out as true. @throws whatever it throws, and never returns if it does not */
  holds(record: ExpressionRecord): boolean;
}

const NAMES = 'key, value, headers, partition, offset, timestamp';

/**
 * The function that is called for each record, made in the context. What it is given is copied, so that no object of ours,
 * by whose constructor anything can be reached, comes to the expression. It uses only what it has taken hold of before the
 * expression could change it.
 */
const HARNESS = `(() => {
  'use strict';
  const { keys, defineProperty } = Object;
  const { isArray } = Array;
  const toBytes = Uint8Array;
  const isBytes = ArrayBuffer.isView;
  delete globalThis.console;
  // It would be handed frames of ours.
  defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false });
  const copy = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (isBytes(value)) {
      const bytes = new toBytes(value.length);
      for (let i = 0; i < value.length; i++) bytes[i] = value[i];
      return bytes;
    }
    if (isArray(value)) {
      const copied = [];
      for (let i = 0; i < value.length; i++) copied[i] = copy(value[i]);
      return copied;
    }
    const copied = {};
    const names = keys(value);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      if (name === '__proto__')
        defineProperty(copied, name, { value: copy(value[name]), enumerable: true, writable: true, configurable: true });
      else copied[name] = copy(value[name]);
    }
    return copied;
  };
  return (expression) => (outerKey, outerValue, outerHeaders, partition, offset, timestamp) => {
    const key = copy(outerKey);
    const value = copy(outerValue);
    const headers = copy(outerHeaders);
    const record = { key, value, headers, partition, offset, timestamp };
    return !!expression(record, ${NAMES});
  };
})()`;

type Judge = (...values: unknown[]) => boolean;

/** @throws UserError with the reason if it is no expression */
export function checkExpression(source: string): void {
  scriptOf(source);
}

/**
 * Makes it ready to be called. Neither modules nor the process, the network, timers or code in strings can be reached from
 * it; that it ends is for whoever calls it to see to, from another thread.
 * @throws UserError with the reason if it is no expression
 */
export function compileExpression(source: string): Expression {
  const script = scriptOf(source);
  const context = createContext(Object.create(null), {
    name: 'expression',
    codeGeneration: { strings: false, wasm: false },
    // What waits for a promise never goes on: that of an import would be rejected with an error of ours.
    microtaskMode: 'afterEvaluate',
  });
  const harness = new Script(HARNESS).runInContext(context) as (expression: unknown) => Judge;
  const judge = harness(script.runInContext(context));
  const mentions = (name: string) =>
    new RegExp(`\\b(${name}|record|arguments)\\b|\\\\u`).test(source);
  return {
    needs: { key: mentions('key'), value: mentions('value'), headers: mentions('headers') },
    holds: ({ key, value, headers, partition, offset, timestamp }) =>
      judge(key, value, headers, partition, offset, timestamp),
  };
}

function scriptOf(source: string): Script {
  if (source.trim() === '') throw new UserError('The expression is empty.');
  try {
    // By itself first: what closes our parenthesis and opens another is no expression.
    new Script(`[\n${source}\n]`, { filename: 'expression' });
    return new Script(`(record, ${NAMES}) => {'use strict'; return (\n${source}\n);}`, {
      filename: 'expression',
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The expression cannot be read: ${reason.replace(/\.$/, '')}.`);
  }
}

/** What an expression threw, as text. It can have thrown anything. */
export function thrownText(error: unknown): string {
  try {
    const { message } = error as { message?: unknown };
    return typeof message === 'string' ? message : String(error);
  } catch {
    return 'something that cannot be shown';
  }
}
