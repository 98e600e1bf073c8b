import { expect, test } from 'vitest';
import {
  parseArguments,
  splitLine,
} from '../../../../server/console/zookeeper-shell/parse-line.ts';

test.each([
  ['', []],
  ['ls /', ['ls', '/']],
  ['  create  -s /a   one ', ['create', '-s', '/a', 'one']],
  [`set /a "two words"`, ['set', '/a', 'two words']],
  [`set /a 'a "b" c'`, ['set', '/a', 'a "b" c']],
  [`set /a ""`, ['set', '/a', '']],
  [`set /a {"b":1}`, ['set', '/a', '{"b":1}']],
])('%s', (line, words) => {
  expect(splitLine(line)).toEqual(words);
});

test.each([
  [['/a'], { options: {}, operands: ['/a'] }],
  [['-s', '/a'], { options: { s: '' }, operands: ['/a'] }],
  [['/a', '-v', '3', '-s'], { options: { s: '', v: '3' }, operands: ['/a'] }],
  [['-v3', '/a'], { options: { v: '3' }, operands: ['/a'] }],
  [['-sv', '-1', '/a'], { options: { s: '', v: '-1' }, operands: ['/a'] }],
  [['--', '-s'], { options: {}, operands: ['-s'] }],
  [['/a', '-'], { options: {}, operands: ['/a', '-'] }],
])('%j', (words, given) => {
  expect(parseArguments(words, 'sv:')).toEqual(given);
});

test.each([
  [['-x'], 'Unrecognized option: -x'],
  [['-:'], 'Unrecognized option: -:'],
  [['-v'], 'Missing argument for option: v'],
  [['-v', '-s'], 'Missing argument for option: v'],
])('%j is refused', (words, message) => {
  expect(() => parseArguments(words, 'sv:')).toThrow(message);
});
