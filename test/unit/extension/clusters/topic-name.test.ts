import { expect, test } from 'vitest';
import { checkTopicName } from '../../../../extension/clusters/topic-name.ts';

test.each(['orders', 'A-1', 'x'.repeat(249)])('%s is a name', (name) => {
  expect(checkTopicName(name)).toBeUndefined();
});

test.each([
  ['', 'needs a name'],
  ['.', "cannot be called '.'"],
  ['..', "cannot be called '.'"],
  ['a b', 'not a space'],
  ['a/b', "not '/'"],
  ['größe', "not 'ö'"],
  ['a😀', "not '😀'"],
  ['x'.repeat(250), 'At most 249'],
])('%s is none', (name, why) => {
  expect(checkTopicName(name)).toEqual({
    severity: 'error',
    message: expect.stringContaining(why),
  });
});

test('a name is refused if there is such a topic', () => {
  expect(checkTopicName('a', ['a'])?.message).toContain('exists already');
  expect(checkTopicName('a', ['A'])).toBeUndefined();
});

test('names that differ in . and _ only collide', () => {
  expect(checkTopicName('a.b', ['x', 'a_b'])).toEqual({
    severity: 'error',
    message: expect.stringContaining("collides with 'a_b'"),
  });
});

test.each(['a.b', 'a_b'])('%s is allowed with a warning', (name) => {
  expect(checkTopicName(name, ['other'])?.severity).toBe('warning');
});
