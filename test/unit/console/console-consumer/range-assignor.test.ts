import { expect, test } from 'vitest';
import { assignRanges } from '../../../../server/console/console-consumer/consumer/range-assignor.ts';

const member = (memberId: string, topics: string[], groupInstanceId: string | null = null) => ({
  ...{ memberId, topics, groupInstanceId },
});
/** The assignment as `member: topic-0 topic-1 …`. */
function assign(
  members: ReturnType<typeof member>[],
  counts: Readonly<Record<string, number>>,
): string[] {
  return Array.from(
    assignRanges(members, (topic) => counts[topic]),
    ([id, each]) => `${id}: ${each.map((of) => `${of.topic}-${of.partition}`).join(' ')}`,
  );
}

test('each topic is divided in ranges, the first members having more', () => {
  expect(assign([member('b', ['t', 'u']), member('a', ['t', 'u'])], { t: 3, u: 2 })).toEqual([
    'b: t-2 u-1',
    'a: t-0 t-1 u-0',
  ]);
});

test('members get what they asked for, and some get nothing', () => {
  expect(
    assign([member('a', ['t']), member('b', ['u']), member('c', ['t'])], { t: 1, u: 2 }),
  ).toEqual(['a: t-0', 'b: u-0 u-1', 'c: ']);
});

test('topics that are not there have no partitions', () => {
  expect(assign([member('a', ['gone'])], {})).toEqual(['a: ']);
});

test('static members come first, by their names', () => {
  const members = [member('a', ['t']), member('z', ['t'], 'one'), member('y', ['t'], 'two')];
  expect(assign(members, { t: 3 })).toEqual(['a: t-2', 'z: t-0', 'y: t-1']);
});
