import { describe, expect, test } from 'vitest';
import { assigned } from '../../../../server/broker/metadata/assigned-replicas.ts';
import {
  brokerZnode,
  configChangeZnode,
  configZnode,
  controllerZnode,
  isrChangeZnode,
  numberZnode,
  partitionStateZnode,
  producerIdBlockZnode,
  reassignmentZnode,
  topicZnode,
  ZnodeError,
} from '../../../../server/broker/metadata/znodes.ts';

const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const bytes = (text: string) => new TextEncoder().encode(text);

describe('znodes have the content that Kafka gives them', () => {
  test('a broker', () => {
    const broker = { host: 'localhost', port: 9092, rack: null };
    const encoded = brokerZnode.encode(broker, 1700000000000);
    expect(json(encoded)).toEqual({
      version: 5,
      host: 'localhost',
      port: 9092,
      jmx_port: -1,
      timestamp: '1700000000000',
      endpoints: ['PLAINTEXT://localhost:9092'],
      listener_security_protocol_map: { PLAINTEXT: 'PLAINTEXT' },
      features: {},
    });
    expect(brokerZnode.decode('/brokers/ids/1', encoded)).toEqual(broker);
  });

  test('a broker at an IPv6 address', () => {
    const encoded = brokerZnode.encode({ host: '::1', port: 9092, rack: null }, 0);
    expect(json(encoded).endpoints).toEqual(['PLAINTEXT://[::1]:9092']);
  });

  test('a topic, also as tools older than topic ids write it', () => {
    const old = topicZnode.decode('/t', bytes('{"version":1,"partitions":{"0":[1,2],"1":[2,1]}}'));
    expect(old).toEqual({
      topicId: null,
      assignment: new Map([
        [0, assigned([1, 2])],
        [1, assigned([2, 1])],
      ]),
    });
    const assignment = new Map([
      [0, assigned([1])],
      [1, { replicas: [3, 1], adding: [3], removing: [1] }],
    ]);
    const topic = { topicId: 'xyzxyzxyzxyzxyzxyzxyzw', assignment };
    expect(json(topicZnode.encode(topic))).toEqual({
      version: 3,
      topic_id: 'xyzxyzxyzxyzxyzxyzxyzw',
      partitions: { 0: [1], 1: [3, 1] },
      adding_replicas: { 1: [3] },
      removing_replicas: { 1: [1] },
    });
    expect(topicZnode.decode('/t', topicZnode.encode(topic))).toEqual(topic);
  });

  test('the state of a partition', () => {
    const state = { leader: 1, leaderEpoch: 3, controllerEpoch: 2, isr: [1, 2] };
    expect(json(partitionStateZnode.encode(state))).toEqual({
      controller_epoch: 2,
      leader: 1,
      version: 1,
      leader_epoch: 3,
      isr: [1, 2],
    });
    expect(partitionStateZnode.decode('/s', partitionStateZnode.encode(state))).toEqual(state);
  });

  test('a configuration and a block of producer ids', () => {
    expect(json(configZnode.encode({ a: 'b' }))).toEqual({ version: 1, config: { a: 'b' } });
    expect(configZnode.decode('/c', null)).toEqual({});
    const block = { broker: 1, start: 1000, end: 1999 };
    expect(producerIdBlockZnode.decode('/p', producerIdBlockZnode.encode(block))).toEqual(block);
  });
});

test('changes of configuration, in both of Kafka’s formats', () => {
  const encoded = configChangeZnode.encode('topics/t');
  expect(json(encoded)).toEqual({ version: 2, entity_path: 'topics/t' });
  expect(configChangeZnode.decode('/c', encoded)).toBe('topics/t');
  const old = bytes('{"version":1,"entity_type":"topics","entity_name":"t"}');
  expect(configChangeZnode.decode('/c', old)).toBe('topics/t');
});

test('what tools and leaders ask of the controller', () => {
  const partitions = [{ topic: 't', partition: 1 }];
  expect(json(isrChangeZnode.encode(partitions))).toEqual({ version: 1, partitions });
  expect(isrChangeZnode.decode('/i', isrChangeZnode.encode(partitions))).toEqual(partitions);
  const moves = [{ topic: 't', partition: 1, replicas: [2, 3] }];
  expect(json(reassignmentZnode.encode(moves))).toEqual({ version: 1, partitions: moves });
  expect(reassignmentZnode.decode('/r', reassignmentZnode.encode(moves))).toEqual(moves);
  expect(() => reassignmentZnode.decode('/r', isrChangeZnode.encode(partitions))).toThrow(/\/r/);
});

test('who is controller', () => {
  expect(controllerZnode.decode('/controller', controllerZnode.encode(3, 1700000000000))).toBe(3);
});

test.each([
  ['no JSON', () => topicZnode.decode('/t', bytes('{'))],
  ['another shape', () => topicZnode.decode('/t', bytes('{"partitions":{"0":"1"}}'))],
  [
    'a partition that is no number',
    () => topicZnode.decode('/t', bytes('{"partitions":{"x":[1]}}')),
  ],
  ['nothing', () => partitionStateZnode.decode('/s', null)],
  ['a word for a number', () => numberZnode.decode('/n', bytes('one'))],
])('%s is refused with the path', (_, decode) => {
  expect(decode).toThrow(ZnodeError);
  expect(decode).toThrow(/the znode \//);
});
