import { setImmediate as later } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkExpression,
  compileExpression,
  thrownText,
} from '../../../../server/messages/filter/expression.ts';

const record = {
  key: 'order-1',
  value: { amount: 11, items: [{ price: 2 }, { price: 3 }], bytes: Uint8Array.of(1, 2), big: 9n },
  headers: { source: 'web' },
  ...{ partition: 3, offset: 42, timestamp: 1_000 },
};

const outcome = (source: string) => {
  try {
    return compileExpression(source).holds(record);
  } catch (error) {
    return thrownText(error);
  }
};

describe('an expression', () => {
  test.each([
    "value.amount > 10 && headers.source === 'web'",
    'record.value.items.some(({ price }) => price === 3)',
    'partition === 3 && offset === 42 && timestamp === 1000',
    "key.startsWith('order')",
    'value.bytes[1] === 2 && value.big === 9n',
    'Array.isArray(value.items) && value.items instanceof Array',
    'value.amount // with a comment',
    '{ a: 1 }.a === 1',
  ])('holds: %s', (source) => {
    expect(outcome(source)).toBe(true);
  });

  test.each(['value.amount > 11', 'value.missing', 'null', '0'])('does not: %s', (source) => {
    expect(outcome(source)).toBe(false);
  });

  test.each([
    ['a b', /^The expression cannot be read: /],
    ['1); (2', /^The expression cannot be read: /],
    ['1]; [2', /^The expression cannot be read: /],
    ['return true', /^The expression cannot be read: Unexpected token 'return'\.$/],
    ['  ', /^The expression is empty\.$/],
  ])('is refused: %s', (source, reason) => {
    expect(() => checkExpression(source)).toThrow(reason);
  });

  test('says what it looks at, so that the rest need not be decoded', () => {
    const needs = (source: string) => compileExpression(source).needs;
    expect(needs('partition === 1')).toEqual({ key: false, value: false, headers: false });
    expect(needs('value.a')).toEqual({ key: false, value: true, headers: false });
    expect(needs('record.offset')).toEqual({ key: true, value: true, headers: true });
    expect(needs('v\\u0061lue')).toEqual({ key: true, value: true, headers: true });
  });
});

describe('what can be reached from it', () => {
  let rejected: unknown[];
  const note = (error: unknown) => void rejected.push(error);
  beforeEach(() => {
    rejected = [];
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
  });

  test.each(['process', 'require', 'setTimeout', 'fetch', 'global', 'Buffer', 'console'])(
    'is not %s',
    (name) => {
      expect(outcome(`typeof ${name} === 'undefined'`)).toBe(true);
    },
  );

  test.each([
    "value.constructor.constructor('return process')()",
    "value.items.constructor.constructor('return process')()",
    "value.bytes.constructor.constructor('return process')()",
    "record.constructor.constructor('return process')()",
    "globalThis.constructor.constructor('return process')()",
    "eval('1')",
    '(() => { Error.prepareStackTrace = () => 1; })()',
  ])('is nothing by way of %s', (source) => {
    expect(outcome(source)).toMatch(/disallowed for this context|read only property/);
  });

  test('is nothing by way of an import', async () => {
    const escaped: unknown[] = [];
    Object.assign(globalThis, { escaped });
    outcome(
      "import('node:fs').catch((e) => e.constructor.constructor('return globalThis')().escaped.push(1))",
    );
    outcome(
      "(async () => { try { await import('node:fs') } catch (e) { e.constructor.constructor('return globalThis')().escaped.push(2) } })()",
    );
    for (let i = 0; i < 5; i++) await later();
    Reflect.deleteProperty(globalThis, 'escaped');
    expect(escaped).toEqual([]);
  });

  test('is no object of ours, however it changes its own', () => {
    const expression = compileExpression(
      "(Object.defineProperty(Object.prototype, 'amount', { set(v) { this.seen = v } , configurable: true}), Array.prototype.push = null, Object.keys = null, value.bytes[0] === 1)",
    );
    expect(expression.holds(record)).toBe(true);
    expect(expression.holds(record)).toBe(true);
    expect('seen' in {}).toBe(false);
    expect(record.value.amount).toBe(11);
  });

  test('is no record of ours to change', () => {
    outcome('(value.amount = 5, value.items.push(1), true)');
    expect(record.value).toMatchObject({ amount: 11, items: [{ price: 2 }, { price: 3 }] });
  });
});

test('what is thrown can be anything', () => {
  expect(outcome('(() => { throw 5 })()')).toBe('5');
  expect(outcome("(() => { throw { get message() { throw 'x' } } })()")).toBe(
    'something that cannot be shown',
  );
});
