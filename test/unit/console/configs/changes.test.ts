import { expect, test } from 'vitest';
import { parseAdded, parseAddedFile } from '../../../../server/console/configs/changes.ts';

test.each([
  ['a=1', { a: '1' }],
  ['a=1,b.c = 2', { a: '1', 'b.c': '2' }],
  ['a=[x,y],b=[]', { a: 'x,y', b: '' }],
  ['a=', { a: '' }],
  ['a=[x=y]', { a: 'x=y' }],
])('--add-config %s', (text, configs) => {
  expect(parseAdded(text)).toEqual(configs);
});

test.each([
  ['a', /must be in the format "key=val"/],
  ['a=1=2', /must be in the format "key=val"/],
  ['a=1,b', /must be in the format "key=val"/],
  ['a b=1', /Invalid character found for config key: a b/],
])('--add-config %s is refused', (text, message) => {
  expect(() => parseAdded(text)).toThrow(message);
});

test('--add-config-file', () => {
  expect(parseAddedFile('# c\na.b = [x,y]\n')).toEqual({ 'a.b': '[x,y]' });
  expect(() => parseAddedFile('a@b=1')).toThrow('Invalid character found for config key: a@b');
});
