import { expect, test } from 'vitest';
import { hasExpressions, textMaker } from '../../../../server/messages/producing/template.ts';

const fake = (expression: string) => {
  if (expression === '{{word}}') return 'say "hi"';
  if (expression === '{{group}}') return '[object Object]';
  if (expression === '{{number.int({"min":1})}}') return '7';
  throw new Error(`Cannot resolve expression '${expression}'`);
};
const made = (template: string, isJson = true, index = 0) =>
  textMaker(template, isJson, fake)(index);

test('an expression is replaced, and the index counts', () => {
  expect(made('{"n": {{index}}, "m": {{ number.int({"min":1}) }}}', true, 12)).toBe(
    '{"n": 12, "m": 7}',
  );
});

test('what is made within a string of JSON is escaped', () => {
  expect(made('{"a\\"b": "{{word}}"}')).toBe('{"a\\"b": "say \\"hi\\""}');
  expect(made('"{{word}}"', false)).toBe('"say "hi""');
  expect(JSON.parse(made('["{{word}}", {{index}}, "{{word}}"]'))).toEqual([
    'say "hi"',
    0,
    'say "hi"',
  ]);
});

test('other braces stay', () => {
  expect(hasExpressions('{"a":{"b":{}}} {{#if}} {{}}')).toBe(false);
  expect(made('{{#each}}{"a":{"b":1}}')).toBe('{{#each}}{"a":{"b":1}}');
});

test('what cannot be made is named, with what can', () => {
  expect(() => made('{{no.such}}')).toThrow(
    /^\{\{no\.such\}\} cannot be made: Cannot resolve expression .* Write what faker has/,
  );
  expect(() => made('{{group}}')).toThrow(/it is a group/);
});

test('no expression leads to code', () => {
  expect(() => made('{{helpers.constructor.constructor("return 1")}}')).toThrow(/no sample data/);
});
