import { expect, test } from 'vitest';
import { changeBetween } from '../../../../server/language/typescript/snapshot.ts';
import { fc } from '../../../harness/fast-check.ts';

test('the smallest part in which texts differ', () => {
  expect(changeBetween('const a = 1;', 'const ab = 1;')).toEqual({
    ...{ span: { start: 7, length: 0 }, newLength: 1 },
  });
  expect(changeBetween('aaa', 'aa')).toEqual({ span: { start: 2, length: 1 }, newLength: 0 });
  expect(changeBetween('same', 'same')).toEqual({ span: { start: 4, length: 0 }, newLength: 0 });
});

test('replacing it in the one text gives the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (earlier, later) => {
      const { span, newLength } = changeBetween(earlier, later);
      const changed = later.slice(span.start, span.start + newLength);
      const end = span.start + span.length;
      expect(earlier.slice(0, span.start) + changed + earlier.slice(end)).toBe(later);
    }),
  );
});
