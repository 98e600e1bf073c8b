import { describe, expect, test } from 'vitest';
import {
  endedAt,
  endOffsetFor,
  type LeaderEpochs,
  startedAt,
  withEpoch,
} from '../../../server/storage/leader-epochs.ts';

/** `1@0 2@50` */
function epochs(text: string): LeaderEpochs {
  return text
    .split(' ')
    .filter((it) => it)
    .map((it) => {
      const [epoch, startOffset] = it.split('@').map(Number);
      return { epoch: epoch!, startOffset: startOffset! };
    });
}

function show(all: LeaderEpochs): string {
  return all.map(({ epoch, startOffset }) => `${epoch}@${startOffset}`).join(' ');
}

describe('a new epoch', () => {
  const cases: [before: string, epoch: number, start: number, after: string][] = [
    ['', 0, 0, '0@0'],
    ['', -1, 0, ''],
    ['1@0', 1, 10, '1@0'],
    ['1@0', 2, 10, '1@0 2@10'],
    // An older leader's batches, as a recovery meets them, change nothing.
    ['1@0 3@10', 2, 10, '1@0 3@10'],
    // An epoch that ended without a record is no epoch of the log.
    ['1@0 2@10', 3, 10, '1@0 3@10'],
    ['1@0 2@10 3@12', 4, 10, '1@0 4@10'],
  ];
  test.each(cases)('%s + %i@%i = %s', (before, epoch, start, after) => {
    expect(show(withEpoch(epochs(before), epoch, start))).toBe(after);
  });
});

describe('truncation', () => {
  test.each([
    ['1@0 2@50', 50, '1@0'],
    ['1@0 2@50', 51, '1@0 2@50'],
    ['1@0 2@50', 0, ''],
  ])('%s ended at %i = %s', (before, end, after) => {
    expect(show(endedAt(epochs(before), end))).toBe(after);
  });

  test.each([
    ['1@0 2@50', 0, '1@0 2@50'],
    ['1@0 2@50', 20, '1@20 2@50'],
    ['1@0 2@50', 50, '2@50'],
    ['1@0 2@50', 70, '2@70'],
    ['3@50', 20, '3@50'],
    ['', 5, ''],
  ])('%s started at %i = %s', (before, start, after) => {
    expect(show(startedAt(epochs(before), start))).toBe(after);
  });
});

test.each([
  ['the current one ends at the log’s end', 5, { epoch: 5, endOffset: 100 }],
  ['an earlier one ends where the next begins', 3, { epoch: 3, endOffset: 40 }],
  ['one without records is answered with the one before', 4, { epoch: 3, endOffset: 40 }],
  ['one before all ends where the first begins', 1, { epoch: 1, endOffset: 10 }],
  ['a later one is unknown', 6, { epoch: -1, endOffset: -1 }],
  ['none is unknown', -1, { epoch: -1, endOffset: -1 }],
])('end of an epoch: %s', (_, epoch, expected) => {
  expect(endOffsetFor(epochs('2@10 3@20 5@40'), epoch, 100)).toEqual(expected);
});

test('end of an epoch: a log without epochs knows none', () => {
  expect(endOffsetFor([], 0, 100)).toEqual({ epoch: -1, endOffset: -1 });
  expect(endOffsetFor([], -1, 100)).toEqual({ epoch: -1, endOffset: -1 });
});
