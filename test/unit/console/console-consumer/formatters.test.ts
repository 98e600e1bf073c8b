import { describe, expect, test } from 'vitest';
import type { ConsumerRecord } from '../../../../server/console/console-consumer/consumer/consumer-record.ts';
import { formatterOf } from '../../../../server/console/console-consumer/formatters/formatter-of.ts';
import { encode } from '../../../../server/protocol/codec.ts';
import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  transactionLogKey,
  transactionLogValue,
} from '../../../../server/protocol/coordinator-records.ts';

const record: ConsumerRecord = {
  topic: 't',
  partition: 3,
  offset: 42,
  timestamp: 1_700_000_000_000,
  timestampType: 'create',
  leaderEpoch: 7,
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  headers: [
    { key: 'a', value: Buffer.from('1') },
    { key: 'b', value: null },
  ],
};

/** What a formatter prints of records, and what it logs. */
function format(
  name: string,
  properties: Readonly<Record<string, string>>,
  ...records: Partial<ConsumerRecord>[]
) {
  const formatter = formatterOf(name, properties);
  const [written, logged]: [Uint8Array[], string[]] = [[], []];
  for (const each of records) {
    formatter.writeTo(
      { ...record, ...each },
      { write: (bytes) => written.push(bytes), log: (line) => logged.push(line) },
    );
  }
  return { out: Buffer.concat(written).toString(), log: logged };
}

const all = {
  ...{ 'print.timestamp': 'true', 'print.partition': 'true', 'print.offset': 'true' },
  ...{ 'print.epoch': 'true', 'print.headers': 'true', 'print.key': 'true' },
};
const print = (properties: Readonly<Record<string, string>>, each: Partial<ConsumerRecord> = {}) =>
  format('DefaultMessageFormatter', properties, each).out;

describe('DefaultMessageFormatter', () => {
  test('prints the value', () => {
    expect(print({})).toBe('v\n');
  });

  test('prints all columns in Kafka’s order', () => {
    expect(print(all)).toBe(
      'CreateTime:1700000000000\tPartition:3\tOffset:42\tEpoch:7\ta:1,b:null\tk\tv\n',
    );
  });

  test('prints what is not there as Kafka does', () => {
    const nothing = { timestamp: -1, leaderEpoch: -1, key: null, value: null, headers: [] };
    expect(print(all, nothing)).toBe(
      'NO_TIMESTAMP\tPartition:3\tOffset:42\tEpoch:NONE\tNO_HEADERS\tnull\tnull\n',
    );
    expect(print({ ...all, 'null.literal': '-' }, nothing)).toMatch(/NO_HEADERS\t-\t-\n$/);
    expect(print({ 'print.timestamp': 'true' }, { timestampType: 'append' })).toBe(
      'LogAppendTime:1700000000000\tv\n',
    );
  });

  test('separates as it is told', () => {
    const properties = {
      ...{ 'print.key': 'true', 'print.headers': 'true' },
      ...{ 'key.separator': ' | ', 'line.separator': ';', 'headers.separator': '&' },
    };
    expect(print(properties)).toBe('a:1&b:null | k | v;');
  });

  test('ends the line behind the last column, whichever it is', () => {
    expect(print({ 'print.value': 'false', 'print.key': 'true' })).toBe('k\n');
    expect(print({ 'print.value': 'false', 'print.offset': ' TRUE ' })).toBe('Offset:42\n');
    expect(print({ 'print.value': 'false' })).toBe('');
  });

  test('deserializes', () => {
    const properties = {
      ...{ 'print.key': 'true', 'key.deserializer': 'IntegerDeserializer' },
      'value.deserializer': 'org.apache.kafka.common.serialization.LongDeserializer',
    };
    const numbers = { key: Buffer.of(0, 0, 0, 5), value: Buffer.of(0, 0, 0, 0, 0, 0, 1, 0) };
    expect(print(properties, numbers)).toBe('5\t256\n');
    expect(print(properties, { key: null, value: null })).toBe('null\tnull\n');
    expect(() => print(properties)).toThrow('IntegerDeserializer is not 4');
    expect(() => print({ 'key.deserializer': 'com.example.Mine' })).toThrow(
      'Unable to instantiate a deserializer from com.example.Mine',
    );
  });

  test('prints bytes as they are', () => {
    const value = Buffer.of(0xff, 0x00);
    const written: Uint8Array[] = [];
    formatterOf('DefaultMessageFormatter', {}).writeTo(
      { ...record, value },
      { write: (bytes) => written.push(bytes), log: () => {} },
    );
    expect(Buffer.concat(written)).toEqual(Buffer.of(0xff, 0x00, 0x0a));
  });
});

test('LoggingMessageFormatter logs beside printing', () => {
  const { out, log } = format('LoggingMessageFormatter', {}, {}, { key: null, timestamp: -1 });
  expect(out).toBe('v\nv\n');
  expect(log).toEqual(['CreateTime:1700000000000, key:k, value:v', 'key:null value:v']);
});

test('NoOpMessageFormatter prints nothing', () => {
  expect(format('NoOpMessageFormatter', {}, {}).out).toBe('');
});

test('class names of all times are known, and others are not', () => {
  for (const name of [
    'kafka.tools.DefaultMessageFormatter',
    'org.apache.kafka.tools.consumer.DefaultMessageFormatter',
    'kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter',
    'kafka.coordinator.transaction.TransactionLog$TransactionLogMessageFormatter',
  ]) {
    expect(formatterOf(name, {})).toBeDefined();
  }
  expect(() => formatterOf('com.example.Mine', {})).toThrow('com.example.Mine');
});

/** Bytes behind the int16 that says what they are. */
const behind = (number: number, bytes: Uint8Array) =>
  Buffer.concat([Buffer.of(number >> 8, number & 0xff), bytes]);

describe('the records of coordinators', () => {
  const offset = {
    key: behind(1, encode(offsetCommitKey, 1, { group: 'g', topic: 't', partition: 2 })),
    value: behind(
      3,
      encode(offsetCommitValue, 3, {
        offset: 5,
        leaderEpoch: 1,
        metadata: '',
        commitTimestamp: 17,
      }),
    ),
  };
  const group = {
    key: behind(2, encode(groupMetadataKey, 2, { group: 'g' })),
    value: behind(
      3,
      encode(groupMetadataValue, 3, {
        ...{ protocolType: 'consumer', generation: 1, protocol: 'range', leader: 'm' },
        currentStateTimestamp: 9,
        members: [
          {
            ...{ memberId: 'm', clientId: 'c', clientHost: '/h', rebalanceTimeout: 1 },
            sessionTimeout: 2,
            subscription: Uint8Array.of(1, 2),
            assignment: new Uint8Array(),
          },
        ],
      }),
    ),
  };

  test('offsets', () => {
    const { out } = format('OffsetsMessageFormatter', {}, offset, group, {
      ...offset,
      value: null,
    });
    const key = '"key":{"type":1,"data":{"group":"g","topic":"t","partition":2}}';
    expect(out.split('\n')).toEqual([
      `{${key},"value":{"version":3,"data":{"offset":5,"leaderEpoch":1,"metadata":"","commitTimestamp":17}}}`,
      `{${key},"value":null}`,
      '',
    ]);
  });

  test('groups', () => {
    const { out } = format('GroupMetadataMessageFormatter', {}, offset, group);
    expect(JSON.parse(out)).toEqual({
      key: { type: 2, data: { group: 'g' } },
      value: {
        version: 3,
        data: {
          ...{ protocolType: 'consumer', generation: 1, protocol: 'range', leader: 'm' },
          currentStateTimestamp: 9,
          members: [
            {
              ...{ memberId: 'm', groupInstanceId: null, clientId: 'c', clientHost: '/h' },
              ...{ rebalanceTimeout: 1, sessionTimeout: 2, subscription: 'AQI=', assignment: '' },
            },
          ],
        },
      },
    });
  });

  test('transactions, without tagged fields at their defaults', () => {
    const value = {
      ...{ producerId: 1, producerEpoch: 2, transactionTimeoutMs: 3, transactionStatus: 4 },
      transactionPartitions: [{ topic: 't', partitionIds: [0] }],
      transactionLastUpdateTimestampMs: 5,
      transactionStartTimestampMs: 6,
    };
    const { out } = format(
      'TransactionLogMessageFormatter',
      {},
      {
        key: behind(0, encode(transactionLogKey, 0, { transactionalId: 'x' })),
        value: behind(1, encode(transactionLogValue, 1, { ...value, nextProducerId: 8 })),
      },
    );
    expect(JSON.parse(out)).toEqual({
      key: { type: 0, data: { transactionalId: 'x' } },
      value: { version: 1, data: { ...value, nextProducerId: 8 } },
    });
  });

  test('what is no such record is left out, and newer values are named', () => {
    const newer = { ...offset, value: Buffer.of(0, 99) };
    expect(format('OffsetsMessageFormatter', {}, { key: null }, { key: Buffer.of(1) }).out).toBe(
      '',
    );
    expect(format('OffsetsMessageFormatter', {}, newer).out).toContain(
      '"value":{"version":99,"data":"unknown"}',
    );
  });
});
