import { expect, test } from 'vitest';
import {
  assigned,
  isBeingReassigned,
  originReplicas,
  reassigned,
  sameAssignment,
  targetReplicas,
} from '../../../../server/broker/metadata/assigned-replicas.ts';

test('a reassignment holds what was and what will be, the target first', () => {
  const moving = reassigned(assigned([1, 2]), [2, 3]);
  expect(moving).toEqual({ replicas: [2, 3, 1], adding: [3], removing: [1] });
  expect(isBeingReassigned(moving)).toBe(true);
  expect(originReplicas(moving)).toEqual([2, 1]);
  expect(targetReplicas(moving)).toEqual([2, 3]);
});

test('another target takes the place of the first, and the origin stays', () => {
  const moving = reassigned(reassigned(assigned([1, 2]), [2, 3]), [4]);
  expect(moving).toEqual({ replicas: [4, 2, 1], adding: [4], removing: [2, 1] });
});

test('back to the origin is no reassignment but for the order', () => {
  const back = reassigned(reassigned(assigned([1, 2]), [3]), [1, 2]);
  expect(sameAssignment(back, assigned([1, 2]))).toBe(true);
  expect(isBeingReassigned(back)).toBe(false);
});
