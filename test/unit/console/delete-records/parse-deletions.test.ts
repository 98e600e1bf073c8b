import { expect, test } from 'vitest';
import { parseDeletions } from '../../../../server/console/delete-records/delete-records.ts';

const one = { topic: 'a', partition: 0, offset: 5 };

test('the offsets of partitions', () => {
  expect(parseDeletions({ partitions: [one, { ...one, partition: 1, offset: -1 }] })).toEqual([
    one,
    { topic: 'a', partition: 1, offset: -1 },
  ]);
});

test.each([
  [{}, 'Missing partitions field'],
  [{ version: 2, partitions: [] }, 'Not supported version field value 2'],
  [{ partitions: [one, one] }, 'Offset json file contains duplicate topic partitions: a-0'],
  [{ partitions: {} }, 'partitions must be a list'],
  [{ partitions: [{ ...one, offset: '5' }] }, '"offset" must be a whole number in {"topic":"a"'],
  [{ partitions: [{ partition: 0, offset: 5 }] }, '"topic" must be a string in {"partition":0'],
])('%j is refused', (file, message) => {
  expect(() => parseDeletions(file)).toThrow(message);
});
