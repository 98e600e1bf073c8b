import { expect, test } from 'vitest';
import { parseReplicaAssignment } from '../../../../server/console/topics/replica-assignment.ts';

test('the replicas of each partition', () => {
  expect(parseReplicaAssignment('1:2, 2:3,3 : 1')).toEqual([
    [1, 2],
    [2, 3],
    [3, 1],
  ]);
});

test.each([
  ['1:1', 'Partition replica lists may not contain duplicate entries: 1'],
  ['1:2,3', 'Partition 1 has different replication factor: [3]'],
  ['1:x', 'For input string: "x"'],
  ['1:', 'For input string: ""'],
])('%s is refused', (text, message) => {
  expect(() => parseReplicaAssignment(text)).toThrow(message);
});
