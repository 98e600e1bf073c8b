import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../../server/node/suggestion.ts';

const known = ['start', 'topics', 'console-producer', 'port'];

test.each([
  ['strat', 'start'],
  ['stat', 'start'],
  ['topic', 'topics'],
  ['consol-producer', 'console-producer'],
  ['prot', 'port'],
  ['brokers', undefined],
  ['x', undefined],
])('%s is near %s', (typed, name) => {
  expect(nearest(typed, known)).toBe(name);
});

test('the question carries the flag’s dashes', () => {
  expect(didYouMean('prot', known, '--')).toBe('; did you mean --port?');
  expect(didYouMean('brokers', known)).toBe('');
});
