import { expect, test } from 'vitest';
import { movesOf } from '../../../../server/console/reassign-partitions/throttles.ts';

test('what moves comes from where it is, or was when it began to move', () => {
  const proposed = [
    { topic: 'a', partition: 0, replicas: [2, 3] },
    { topic: 'a', partition: 1, replicas: [4] },
  ];
  const current = [
    { topic: 'a', partition: 0, replicas: [1, 2] },
    { topic: 'a', partition: 1, replicas: [1, 3] },
  ];
  const underway = new Map(
    [
      { topic: 'a', partition: 1, replicas: [1, 3], adding: [3], removing: [1] },
      { topic: 'b', partition: 0, replicas: [1, 2], adding: [2], removing: [1] },
    ].map((each) => [`${each.topic}-${each.partition}`, each]),
  );
  expect(movesOf(proposed, current, underway)).toEqual([
    { topic: 'a', partition: 1, sources: [1], destinations: [4] },
    { topic: 'b', partition: 0, sources: [1], destinations: [2] },
    { topic: 'a', partition: 0, sources: [1, 2], destinations: [3] },
  ]);
});
