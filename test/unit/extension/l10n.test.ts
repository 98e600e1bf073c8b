import { afterEach, describe, expect, test } from 'vitest';
import { formatBytes, formatNumber, plural, t, useLanguage } from '../../../extension/l10n.ts';

const english = (message: string, ...values: (string | number | boolean)[]) =>
  message.replace(/\{(\d+)\}/g, (_all, index) => String(values[Number(index)]));

afterEach(() => useLanguage(english, 'en'));

describe('text', () => {
  test('gets its values', () => {
    expect(t('{0} of {1}, {0}', 'a', 2)).toBe('a of 2, a');
  });

  test('agrees with the number', () => {
    expect(plural(1, '{0} row', '{0} rows')).toBe('1 row');
    expect(plural(0, '{0} row', '{0} rows')).toBe('0 rows');
    expect(plural(1234, '{0} row', '{0} rows')).toBe('1,234 rows');
  });

  test('comes from the translation', () => {
    useLanguage((message) => (message === 'yes' ? 'ja' : message), 'de');
    expect(t('yes')).toBe('ja');
    expect(formatNumber(1_234_567)).toBe('1.234.567');
  });
});

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [20 * 1024 * 1024, '20 MB'],
  [1024 * 1024 - 1, '1 MB'],
  [5 * 1024 ** 4, '5 TB'],
  [5 * 1024 ** 5, '5,120 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
