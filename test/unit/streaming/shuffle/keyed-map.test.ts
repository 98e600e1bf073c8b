import { describe, expect, test } from 'vitest';
import { hashCode } from '../../../../server/streaming/shuffle/hash-code.ts';
import { KeyedMap } from '../../../../server/streaming/shuffle/keyed-map.ts';
import { fc } from '../../../harness/fast-check.ts';

function isSameKey(a: unknown, b: unknown): boolean {
  return new KeyedMap<unknown, true>().set(a, true).has(b);
}

class Celsius {
  readonly degrees: number;

  constructor(degrees: number) {
    this.degrees = degrees;
  }

  valueOf(): number {
    return this.degrees;
  }
}

class Secret {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  isIt(value: number): boolean {
    return this.#value === value;
  }
}

describe('keys', () => {
  test.each<[unknown, unknown]>([
    ['a', 'a'],
    [0, -0],
    [Number.NaN, Number.NaN],
    [null, null],
    [
      ['a', 1],
      ['a', 1],
    ],
    [
      [[1], [[2]]],
      [[1], [[2]]],
    ],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [new Date(5), new Date(5)],
    [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
    [new Set(['x']), new Set(['x'])],
    [new Celsius(3), new Celsius(3)],
    [new URL('http://a/'), new URL('http://a/')],
    [/a/g, /a/g],
  ])('%o is %o', (a, b) => {
    expect(isSameKey(a, b)).toBe(true);
    expect(hashCode(a)).toBe(hashCode(b));
  });

  test.each<[unknown, unknown]>([
    ['1', 1],
    [1, 1n],
    [true, 'true'],
    [null, undefined],
    [null, 'null'],
    [[1, 2], '[1,2]'],
    [['a,b'], ['a', 'b']],
    [['a', 'b'], [['a', 'b']]],
    [[1], ['1']],
    [[], {}],
    [[null], [undefined]],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [new Date(5), 5],
    [new Date(5), new Date(6)],
    [new Celsius(3), new Celsius(4)],
    [new URL('http://a/'), new URL('http://b/')],
    [/a/, /b/],
    [new RangeError('a'), new RangeError('b')],
    [new Celsius(3), 3],
    [Uint8Array.of(1, 2), [1, 2]],
    [new Map([[1, 2]]), new Map([[1, 3]])],
  ])('%o is not %o', (a, b) => {
    expect(isSameKey(a, b)).toBe(false);
  });

  test.each<[string, unknown]>([
    ['function', [() => 1]],
    ['promise', Promise.resolve(1)],
    ['instance that shows nothing', new Secret(1)],
  ])('a key with a %s in it is refused', (_, key) => {
    expect(() => new KeyedMap().set(key, 1)).toThrow(/cannot be compared/);
  });
});

describe('KeyedMap', () => {
  test('does what a Map does with the keys as JSON', () => {
    const key = fc.oneof(
      fc.string({ maxLength: 2 }),
      fc.integer({ min: 0, max: 5 }),
      fc.tuple(fc.nat(2), fc.constantFrom('a', 'b')),
      fc.record({ x: fc.nat(2) }),
    );
    const command = fc.tuple(fc.constantFrom('set', 'add', 'delete', 'get'), key, fc.nat());
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const map = new KeyedMap<unknown, number>();
        const model = new Map<string, number>();
        for (const [what, k, value] of commands) {
          const text = JSON.stringify(k);
          if (what === 'set') {
            map.set(k, value);
            model.set(text, value);
          } else if (what === 'add' && !model.has(text)) {
            map.add(k, value);
            model.set(text, value);
          } else if (what === 'delete') {
            expect(map.delete(k)).toBe(model.delete(text));
          }
          expect(map.get(k)).toBe(model.get(text));
          expect(map.has(k)).toBe(model.has(text));
          expect(map.size).toBe(model.size);
        }
        const entries = Array.from(map, (entry) => [JSON.stringify(entry.key), entry.value]);
        expect(new Map(entries as [string, number][])).toEqual(model);
      }),
    );
  });

  test('an entry is changed in place', () => {
    const counts = new KeyedMap<string, number>().set('a', 1);
    counts.entry('a')!.value++;
    expect(counts.toMap()).toEqual(new Map([['a', 2]]));
    counts.clear();
    expect(counts.size).toBe(0);
  });
});
