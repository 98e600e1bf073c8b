import { expect, test } from 'vitest';
import { ToolInput } from '../../../../extension/language-model/tool-input.ts';

test('what is absent, null or empty is not there', () => {
  for (const values of [undefined, null, 'text', [], {}, { name: null }, { name: '' }]) {
    const input = new ToolInput(values);
    expect(input.text('name')).toBeUndefined();
    expect(() => input.required('name', 'a name')).toThrow('name is missing: give a name.');
  }
});

test('numbers may come as text, but must be whole and within bounds', () => {
  const input = new ToolInput({ limit: '20', half: 0.5, many: 200, offset: -1 });
  expect(input.whole('limit', {})).toBe(20);
  expect(input.whole('absent', {})).toBeUndefined();
  expect(() => input.whole('half', {})).toThrow('half must be a whole number from 0 on.');
  expect(() => input.whole('many', { least: 1, most: 100 })).toThrow(
    'many must be a whole number from 1 to 100.',
  );
  expect(() => input.whole('offset', {})).toThrow('offset must be a whole number from 0 on.');
});

test('a choice is one of those there are', () => {
  const input = new ToolInput({ from: 'middle', format: 'json', text: 7 });
  expect(input.choice('format', ['json', 'string'])).toBe('json');
  expect(() => input.choice('from', ['newest', 'oldest'])).toThrow(
    'from must be one of newest, oldest.',
  );
  expect(() => input.text('text')).toThrow('text must be a string.');
});
