import { expect, test } from 'vitest';
import { asShellError, checkPath } from '../../../../server/console/zookeeper-shell/shell-error.ts';
import { ZooKeeperError } from '../../../../server/zookeeper/errors.ts';

test.each(['/', '/a', '/a/b.c', '/a..', '/é'])('%s is a path', (path) => {
  checkPath(path);
});

test.each([
  ['', 'Path length must be > 0'],
  ['a', 'Path must start with / character'],
  ['/a/', 'Path must not end with / character'],
  ['/a//b', 'Invalid path string "/a//b" caused by empty node name specified @3'],
  ['/a/../b', 'Invalid path string "/a/../b" caused by relative paths not allowed @4'],
  ['/a/./b', 'Invalid path string "/a/./b" caused by relative paths not allowed @3'],
  ['/a\u0001', 'Invalid path string "/a\u0001" caused by invalid character @2'],
])('%s is none: %s', (path, message) => {
  expect(() => checkPath(path)).toThrow(message);
});

test.each([
  [new ZooKeeperError('NONODE', '/a'), 'Node does not exist: /a'],
  [new ZooKeeperError('BADVERSION', '/a'), 'version No is not valid : /a'],
  [new ZooKeeperError('NOWATCHER', '/a'), 'KeeperErrorCode = No such watcher for /a'],
  [new ZooKeeperError('CONNECTIONLOSS'), 'KeeperErrorCode = ConnectionLoss'],
])('%s', (error, message) => {
  expect(asShellError(error)).toMatchObject({ name: 'ShellError', message, exitCode: 1 });
});

test('a mistake of the program is no failure of a command', () => {
  const error = new TypeError('x');
  expect(asShellError(error)).toBe(error);
});
