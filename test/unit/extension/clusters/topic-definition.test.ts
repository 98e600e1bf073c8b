import { describe, expect, test } from 'vitest';
import { commandOf, forCopying, linesOf } from '../../../../extension/clusters/topic-definition.ts';
import { UnfinishedTopics } from '../../../../extension/clusters/unfinished-topics.ts';

const definition = {
  ...{ name: 'orders', partitions: 3, replicationFactor: 2 },
  configs: { 'retention.ms': '1000', 'message.timestamp.type': 'LogAppendTime' },
};

describe('what a topic is', () => {
  test('is told line by line', () => {
    expect(linesOf(definition)).toEqual([
      ...['3 partitions', 'Replication factor 2', 'retention.ms = 1000'],
      'message.timestamp.type = LogAppendTime',
    ]);
  });

  test('is a command for a terminal', () => {
    const configs = { 'cleanup.policy': 'compact,delete', odd: "it's" };
    expect(commandOf({ ...definition, configs }, 'localhost:9092')).toBe(
      'kafka-topics --bootstrap-server localhost:9092 --create --topic orders --partitions 3 --replication-factor 2 ' +
        `--config cleanup.policy=compact,delete --config 'odd=it'\\''s'`,
    );
  });

  test('has records taken as they are before it is all that it is to be', () => {
    const { topic, later } = forCopying(definition);
    expect(topic.configs).toEqual({
      'retention.ms': '1000',
      'message.timestamp.type': 'CreateTime',
    });
    expect(later).toEqual([{ name: 'message.timestamp.type', value: 'LogAppendTime' }]);
    const plain = forCopying({ ...definition, configs: {} });
    expect(plain.later).toEqual([{ name: 'message.timestamp.type', value: null }]);
  });

  test('is at no time stricter than it is to be, nor than brokers are by default', () => {
    const large = {
      'max.message.bytes': '10000000',
      'message.timestamp.after.max.ms': '7200000',
    };
    const { topic, later } = forCopying({ ...definition, configs: large });
    expect(topic.configs).toEqual({
      'max.message.bytes': '10000000',
      'message.timestamp.after.max.ms': '9223372036854775807',
      'message.timestamp.type': 'CreateTime',
    });
    expect(later).toEqual([
      { name: 'message.timestamp.type', value: null },
      { name: 'message.timestamp.after.max.ms', value: '7200000' },
      { name: 'max.message.bytes', value: '10000000' },
    ]);
    const small = forCopying({ ...definition, configs: { 'max.message.bytes': '1000' } });
    expect(small.topic.configs['max.message.bytes']).toBe('1048588');
  });
});

test('topics that are not there again are kept by cluster and name, until they are', async () => {
  const kept = new Map<string, unknown>();
  const state = {
    get: <T>(key: string) => kept.get(key) as T,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const unfinished = new UnfinishedTopics(state as never);
  expect(unfinished.of('local')).toEqual([]);
  await unfinished.keep('local', definition);
  await unfinished.keep('local', { ...definition, partitions: 4 });
  await unfinished.keep('other', definition);
  expect(new UnfinishedTopics(state as never).of('local')).toEqual([
    { ...definition, partitions: 4 },
  ]);
  await unfinished.forget('local', 'orders');
  expect(unfinished.of('local')).toEqual([]);
  expect(unfinished.of('other')).toEqual([definition]);
});
