import { describe, expect, test } from 'vitest';
import { structuredSerializer } from '../../../../server/node/streaming/structured-serializer.ts';

const { serialize, deserialize } = structuredSerializer();

describe('structured serializer', () => {
  const cyclic: { self?: unknown; n: number } = { n: 1 };
  cyclic.self = cyclic;

  test.each([
    ['primitives', ['a', 1, -0, Number.NaN, 1e300, 12n, true, null, undefined]],
    ['nested data', { a: [{ b: new Map([[1, new Set(['x'])]]) }], d: new Date(5) }],
    ['bytes', [Uint8Array.of(1, 2, 3), new Float64Array([0.5, -1])]],
    ['a cycle', cyclic],
    ['an error', [new RangeError('too far')]],
  ])('%s come back as they were', (_, value) => {
    expect(deserialize(serialize(value))).toEqual(value);
  });

  test('bytes that lie inside others come back as well', () => {
    const bytes = serialize({ floats: new Float64Array([1.5]), text: 'ß' });
    const around = new Uint8Array(bytes.length + 5);
    around.set(bytes, 3);
    expect(deserialize(around.subarray(3, 3 + bytes.length))).toEqual(deserialize(bytes));
  });

  test('instances come back as plain objects', () => {
    class Point {
      readonly x = 1;
    }
    expect(Object.getPrototypeOf(deserialize(serialize(new Point())))).toBe(Object.prototype);
  });

  test('what has no such form is refused with what to do', () => {
    expect(() => serialize({ f: () => 1 })).toThrow(/cannot be stored.*no functions/s);
    expect(() => serialize(Symbol('s'))).toThrow(/cannot be stored/);
  });

  test('what it has not written is refused', () => {
    expect(() => deserialize(new Uint8Array())).toThrow(/empty/);
    expect(() => deserialize(Uint8Array.of(9, 255, 15))).toThrow(/version 9/);
    const bytes = serialize({ long: 'x'.repeat(50) });
    for (let length = 1; length < bytes.length; length++) {
      expect(() => deserialize(bytes.subarray(0, length)), `${length} bytes`).toThrow(/damaged/);
    }
  });
});
