import { describe, expect, test } from 'vitest';
import {
  BrokerConfig,
  ConfigSource,
  inertAmong,
} from '../../../../server/broker/config/broker-config.ts';
import {
  brokerKeys,
  inertKeys,
  laptopDefaults,
} from '../../../../server/broker/config/broker-keys.ts';
import { ConfigError, formatValue, NO_LIMIT } from '../../../../server/broker/config/definition.ts';
import { checkTopicConfig, TopicConfig } from '../../../../server/broker/config/topic-config.ts';
import { topicKeySynonyms, topicKeys } from '../../../../server/broker/config/topic-keys.ts';

describe('broker configuration', () => {
  test('the value set last and nearest wins', () => {
    const config = new BrokerConfig({ 'log.retention.bytes': '100' });
    expect(config.get('log.retention.bytes')).toBe(100);
    config.setDynamic('cluster', { 'log.retention.bytes': '200' });
    expect(config.get('log.retention.bytes')).toBe(200);
    config.setDynamic('broker', { 'log.retention.bytes': '300' });
    expect(config.get('log.retention.bytes')).toBe(300);
    expect(config.entries('log.retention.bytes').map(({ source }) => source)).toEqual([
      ConfigSource.DYNAMIC_BROKER,
      ConfigSource.DYNAMIC_DEFAULT_BROKER,
      ConfigSource.STATIC_BROKER,
      ConfigSource.DEFAULT,
    ]);
  });

  test.each([
    ['log.retention.ms', 'soon', /log\.retention\.ms: 'soon' is not a whole number/],
    ['num.partitions', '0', /num\.partitions: '0' must be at least 1/],
    ['num.partitions', '3000000000', /does not fit an int/],
    ['auto.create.topics.enable', 'yes', /neither true nor false/],
    ['log.cleanup.policy', 'delete,shred', /'shred' must be one of delete, compact/],
    ['log.cleaner.min.cleanable.ratio', '1.5', /must be from 0 to 1/],
    ['compression.type', 'rar', /must be one of producer/],
    [
      'log.retension.ms',
      '1',
      /unknown broker configuration 'log\.retension\.ms'; did you mean 'log\.\w+\.ms'/,
    ],
    ['xyzzy', '1', /unknown broker configuration 'xyzzy'$/],
  ])('%s=%s is refused', (key, value, message) => {
    expect(() => new BrokerConfig({ [key]: value })).toThrow(ConfigError);
    expect(() => new BrokerConfig({ [key]: value })).toThrow(message);
  });

  test('a value set later that the key does not take is passed over', () => {
    const config = new BrokerConfig({ 'log.retention.bytes': '100' });
    config.setDynamic('cluster', { 'log.retention.bytes': '200' });
    config.setDynamic('broker', { 'log.retention.bytes': 'many' });
    expect(config.get('log.retention.bytes')).toBe(200);
  });

  test('every default is a value that its own key takes', () => {
    for (const [name, key] of Object.entries({ ...brokerKeys, ...topicKeys })) {
      const text = formatValue(key.default);
      if (text !== null) expect(key.parse(text), name).toEqual(key.default);
    }
  });

  test("keys of Kafka's that change nothing are taken and told", () => {
    const overrides = { 'num.io.threads': '8', 'num.partitions': '2' };
    expect(new BrokerConfig(overrides).get('num.partitions')).toBe(2);
    expect(inertAmong(overrides)).toEqual(['num.io.threads']);
    expect(inertKeys.filter((key) => Object.hasOwn(brokerKeys, key))).toEqual([]);
  });

  test("Kafka's own config/server.properties is taken", () => {
    const properties = {
      'broker.id': '0',
      'num.network.threads': '3',
      'num.io.threads': '8',
      'socket.send.buffer.bytes': '102400',
      'socket.receive.buffer.bytes': '102400',
      'socket.request.max.bytes': '104857600',
      'log.dirs': '/tmp/kafka-logs',
      'num.partitions': '1',
      'num.recovery.threads.per.data.dir': '1',
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'log.retention.hours': '168',
      'log.retention.check.interval.ms': '300000',
      'zookeeper.connect': 'localhost:2181',
      'zookeeper.connection.timeout.ms': '18000',
      'group.initial.rebalance.delay.ms': '0',
    };
    expect(new BrokerConfig(properties).get('log.retention.hours')).toBe(168);
  });

  test.each(['ssl.keystore.location', 'sasl.enabled.mechanisms', 'authorizer.class.name'])(
    '%s is refused: nobody is to believe that it protects',
    (key) => {
      expect(() => new BrokerConfig({ [key]: 'x' })).toThrow(ConfigError);
    },
  );

  test('what differs from Kafka is listed with its value', () => {
    for (const [key, { kafka }] of Object.entries(laptopDefaults)) {
      expect(String(brokerKeys[key as keyof typeof brokerKeys].default), key).not.toBe(kafka);
    }
  });
});

describe('topic configuration', () => {
  test('every broker key behind a topic key exists', () => {
    for (const synonyms of Object.values(topicKeySynonyms)) {
      for (const { key } of synonyms) expect(brokerKeys).toHaveProperty([key]);
    }
  });

  test('retention falls back from milliseconds to minutes to hours', () => {
    const retention = (overrides: Record<string, string>, own: Record<string, string> = {}) =>
      new TopicConfig(own, new BrokerConfig(overrides)).get('retention.ms');
    expect(retention({})).toBe(168 * 3_600_000);
    expect(retention({ 'log.retention.hours': '1' })).toBe(3_600_000);
    expect(retention({ 'log.retention.hours': '1', 'log.retention.minutes': '2' })).toBe(120_000);
    expect(retention({ 'log.retention.minutes': '2', 'log.retention.ms': '5' })).toBe(5);
    expect(retention({ 'log.retention.hours': '-1' })).toBe(-1);
    expect(retention({ 'log.retention.ms': '5' }, { 'retention.ms': '7' })).toBe(7);
  });

  test.each([
    'flush.messages',
    'flush.ms',
    'max.compaction.lag.ms',
    'message.timestamp.before.max.ms',
  ] as const)(
    "%s has no limit unless it is given one, which is written as Java's largest long",
    (key) => {
      const none = '9223372036854775807';
      const [entry] = new TopicConfig({}, new BrokerConfig({})).entries(key);
      expect(entry?.value).toBe(none);
      expect(topicKeys[key].parse(none)).toBe(NO_LIMIT);
      // What was set is told as it was set.
      const own = { [key]: none };
      expect(() => checkTopicConfig(own)).not.toThrow();
      expect(new TopicConfig(own, new BrokerConfig({})).entries(key)[0]?.value).toBe(none);
      expect(new TopicConfig(own, new BrokerConfig({})).get(key)).toBe(NO_LIMIT);
    },
  );

  test('the broker keys behind them have it too', () => {
    const config = new BrokerConfig({});
    for (const key of [
      'log.flush.interval.messages',
      'log.cleaner.max.compaction.lag.ms',
    ] as const) {
      expect(config.entries(key)[0]?.value, key).toBe('9223372036854775807');
    }
  });

  test.each(['9223372036854775808', '-9223372036854775809'])('%s does not fit a long', (text) => {
    expect(() => checkTopicConfig({ 'flush.ms': text })).toThrow(`${text} does not fit a long`);
  });

  test.each([
    [{ 'retention.sm': '1' }, 'Unknown topic config name: retention.sm'],
    [
      { 'retention.ms': '-2' },
      "Invalid value for configuration retention.ms: '-2' must be at least -1",
    ],
    [{ 'message.timestamp.type': 'Created' }, /must be one of CreateTime, LogAppendTime/],
  ])('%j is refused', (config, message) => {
    expect(() => checkTopicConfig(config)).toThrow(message);
  });
});
