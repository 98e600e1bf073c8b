import { expect, test } from 'vitest';
import { formatProperties, parseProperties } from '../../../server/properties/properties-text.ts';
import { fc } from '../../harness/fast-check.ts';

test('what is written is read as it was', () => {
  const key = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text !== '__proto__');
  const pairs = fc.dictionary(key, fc.string({ unit: 'binary' }), { noNullPrototype: true });
  fc.assert(
    fc.property(pairs, (properties) => {
      expect(parseProperties(formatProperties(properties))).toEqual(properties);
    }),
  );
});

test('a line for each key', () => {
  expect(formatProperties({ 'sasl.mechanism': 'PLAIN', 'a b': ' x\\y' })).toBe(
    'sasl.mechanism=PLAIN\na\\ b=\\ x\\\\y\n',
  );
});
