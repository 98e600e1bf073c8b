import { expect, test } from 'vitest';
import {
  checkName,
  checkPath,
  isFixed,
  isKafkas,
  isSequential,
  nameOf,
  parentPath,
} from '../../../../extension/zookeeper/paths.ts';

test.each([
  ['/', undefined, '/'],
  ['/a', '/', 'a'],
  ['/a/b', '/a', 'b'],
])('%s is below %s and is called %s', (path, parent, name) => {
  expect([parentPath(path), nameOf(path)]).toEqual([parent, name]);
});

test.each(['orders', 'größe 漢字', '...', 'a.b'])('%j is a name', (name) => {
  expect(checkName(name)).toBeUndefined();
});

test.each([
  ['', 'A name.'],
  ['a/b', 'A name without slashes: one znode is made at a time.'],
  ['..', "A name other than '..'."],
  ['a\u0007', 'A name without control characters.'],
])('%j is no name', (name, why) => {
  expect(checkName(name)).toBe(why);
});

test.each(['/', '/a', '/brokers/ids/1'])('%s is a path', (path) => {
  expect(checkPath(path)).toBeUndefined();
});

test.each(['', 'a', '/a/', '//', '/a//b', '/a/../b'])('%j is no path', (path) => {
  expect(checkPath(path)).toMatch(/^A path/);
});

test('what ZooKeeper numbers, and what it and Kafka rely on', () => {
  expect(
    ['/a/s-0000000012', '/0000000000', '/a/12345', '/a/10000000000'].map(isSequential),
  ).toEqual([true, true, false, false]);
  expect(['/brokers/ids/1', '/controller', '/', '/mine'].map(isKafkas)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/x'].map(isFixed)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
