import { describe, expect, test } from 'vitest';
import {
  checkConfigValue,
  checkOffset,
  checkPartitionCount,
  checkReplicationFactor,
  topicConfigs,
} from '../../../../extension/clusters/topic-config.ts';
import { topicKeys } from '../../../../server/broker/config/topic-keys.ts';

function check(key: string, value: string): string | undefined {
  const config = topicConfigs().find((each) => each.key === key);
  if (config === undefined) throw new Error(`no key ${key}`);
  return checkConfigValue(config, value);
}

describe('the keys that are offered', () => {
  test('are keys of the broker', () => {
    const offered = topicConfigs().map(({ key }) => key);
    expect(Object.keys(topicKeys)).toEqual(expect.arrayContaining(offered));
    expect(offered).toEqual([...offered].sort());
  });

  test('have valid examples', () => {
    for (const config of topicConfigs()) {
      expect(checkConfigValue(config, config.example), config.key).toBeUndefined();
    }
  });
});

test.each([
  ['retention.ms', '-1'],
  ['retention.ms', '0'],
  ['min.cleanable.dirty.ratio', '0.25'],
  ['min.cleanable.dirty.ratio', '1'],
  ['cleanup.policy', 'compact,delete'],
  ['cleanup.policy', 'compact, delete'],
  ['compression.type', 'zstd'],
])('%s takes %s', (key, value) => {
  expect(check(key, value)).toBeUndefined();
});

test.each([
  ['retention.ms', '-2'],
  ['retention.ms', '1.5'],
  ['retention.ms', '1e3'],
  ['min.insync.replicas', '0'],
  ['min.cleanable.dirty.ratio', '1.1'],
  ['cleanup.policy', 'keep'],
  ['cleanup.policy', 'delete,'],
  ['compression.type', 'gzip,zstd'],
])('%s does not take %s', (key, value) => {
  expect(check(key, value)).toEqual(expect.any(String));
});

test('numbers are checked within their bounds', () => {
  expect(checkPartitionCount('1')).toBeUndefined();
  expect(checkPartitionCount('0')).toContain('from 1 to');
  expect(checkPartitionCount('x')).toContain('from 1 to');
  expect(checkReplicationFactor('3', 3)).toBeUndefined();
  expect(checkReplicationFactor('4', 3)).toContain('from 1 to 3');
  expect(checkOffset('5', 5, 9)).toBeUndefined();
  expect(checkOffset('9', 5, 9)).toBeUndefined();
  expect(checkOffset('4', 5, 9)).toContain('from 5 to 9');
  expect(checkOffset('10', 5, 9)).toContain('from 5 to 9');
  expect(checkOffset('', 0, 9)).toContain('from 0 to 9');
});
