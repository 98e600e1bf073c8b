import { expect, test } from 'vitest';
import { plainSerializer } from '../../../../server/streaming/testing/plain-serializer.ts';
import { fc } from '../../../harness/fast-check.ts';

const { serialize, deserialize } = plainSerializer;

test('values come back as they were', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true });
  fc.assert(
    fc.property(anything, (value) => {
      expect(deserialize(serialize(value))).toEqual(value);
    }),
  );
});

test('bytes come back as bytes, and numbers that JSON lacks as themselves', () => {
  expect(deserialize(serialize(Uint8Array.of(1, 255)))).toEqual(Uint8Array.of(1, 255));
  expect(deserialize(serialize([Number.NaN, -0, Number.POSITIVE_INFINITY]))).toEqual([
    ...[Number.NaN, -0, Number.POSITIVE_INFINITY],
  ]);
});

test('what is no data is refused', () => {
  expect(() => serialize([() => 1])).toThrow('A function cannot be stored');
  expect(() => serialize({ later: Promise.resolve(1) })).toThrow('A promise cannot be stored');
});
