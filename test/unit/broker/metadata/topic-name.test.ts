import { expect, test } from 'vitest';
import { collidesWith, topicNameComplaint } from '../../../../server/broker/metadata/topic-name.ts';

test.each([
  ['orders', undefined],
  ['a.b_c-D9', undefined],
  ['a'.repeat(249), undefined],
  ['', 'empty string'],
  ['.', "'.' or '..'"],
  ['..', "'.' or '..'"],
  ['a'.repeat(250), 'longer than'],
  ['with space', 'ASCII alphanumerics'],
  ['ünïcode', 'ASCII alphanumerics'],
])('%s', (name, complaint) => {
  if (complaint === undefined) expect(topicNameComplaint(name)).toBeUndefined();
  else expect(topicNameComplaint(name)).toContain(complaint);
});

test("'.' and '_' collide", () => {
  expect(collidesWith('a.b', 'a_b')).toBe(true);
  expect(collidesWith('a.b', 'a.b')).toBe(false);
  expect(collidesWith('a.b', 'a-b')).toBe(false);
});
