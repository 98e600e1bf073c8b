import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeConfigsRequest,
  describeConfigsResponse,
} from '../../../../server/protocol/api/32-describe-configs.ts';
import {
  alterConfigsRequest,
  alterConfigsResponse,
} from '../../../../server/protocol/api/33-alter-configs.ts';
import {
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '../../../../server/protocol/api/44-incremental-alter-configs.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessBroker } from '../../../harness/in-process-broker.ts';

const TOPIC = 2;
const BROKER = 4;
const [SET, DELETE, APPEND, SUBTRACT] = [0, 1, 2, 3];

let broker: InProcessBroker;
let client: BrokerClient;

beforeEach(async () => {
  broker = await InProcessBroker.start({ 'log.retention.hours': '2' });
  client = new BrokerClient(await broker.connect());
  await client.createTopic('t', 1, { 'segment.bytes': '1000000' });
});
afterEach(() => broker.stop());

async function describeKey(resourceType: number, resourceName: string, key: string) {
  const { results } = await client.wire.request(
    describeConfigsRequest,
    describeConfigsResponse,
    4,
    {
      resources: [{ resourceType, resourceName, configurationKeys: [key] }],
      includeSynonyms: true,
      includeDocumentation: true,
    },
  );
  return results[0]!.configs[0];
}

async function alter(
  resourceType: number,
  resourceName: string,
  changes: [string, number, string | null][],
  validateOnly = false,
  by = client,
) {
  const { responses } = await by.wire.request(
    incrementalAlterConfigsRequest,
    incrementalAlterConfigsResponse,
    1,
    {
      resources: [
        {
          resourceType,
          resourceName,
          configs: changes.map(([name, configOperation, value]) => ({
            name,
            configOperation: configOperation!,
            value,
          })),
        },
      ],
      validateOnly,
    },
  );
  return responses[0]!;
}

describe('DescribeConfigs', () => {
  test('gives every key of a topic with where its value comes from', async () => {
    const { results } = await client.wire.request(
      describeConfigsRequest,
      describeConfigsResponse,
      4,
      { resources: [{ resourceType: TOPIC, resourceName: 't', configurationKeys: null }] },
    );
    const configs = new Map(results[0]!.configs.map((config) => [config.name, config]));
    expect(configs.size).toBeGreaterThan(20);
    expect(configs.get('segment.bytes')).toMatchObject({ value: '1000000', configSource: 1 });
    expect(configs.get('retention.ms')).toMatchObject({ value: '7200000', configSource: 4 });
    expect(configs.get('cleanup.policy')).toMatchObject({ value: 'delete', configSource: 5 });
  });

  test('synonyms, type and documentation', async () => {
    const config = await describeKey(TOPIC, 't', 'segment.bytes');
    expect(config?.synonyms).toEqual([
      { name: 'segment.bytes', value: '1000000', source: 1 },
      { name: 'log.segment.bytes', value: '1073741824', source: 5 },
    ]);
    expect(config?.configType).toBe(3);
    expect(config?.documentation).toContain('segment');
  });

  test('a synonym in another unit has its value as it was given', async () => {
    const config = await describeKey(TOPIC, 't', 'retention.ms');
    expect(config).toMatchObject({ value: '7200000', configSource: 4 });
    expect(config?.synonyms).toEqual([
      { name: 'log.retention.hours', value: '2', source: 4 },
      { name: 'log.retention.hours', value: '168', source: 5 },
    ]);
  });

  test('no keys named are all keys', async () => {
    const ask = async (configurationKeys: string[] | null) => {
      const { results } = await client.wire.request(
        describeConfigsRequest,
        describeConfigsResponse,
        4,
        { resources: [{ resourceType: TOPIC, resourceName: 't', configurationKeys }] },
      );
      return results[0]!.configs.map(({ name }) => name);
    };
    expect(await ask([])).toEqual(await ask(null));
    expect(await ask(['retention.ms', 'none'])).toEqual(['retention.ms']);
  });

  test.each([
    [TOPIC, 'none', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    [TOPIC, 'no good', ErrorCode.INVALID_TOPIC_EXCEPTION],
    [BROKER, '7', ErrorCode.INVALID_REQUEST],
    [99, 'x', ErrorCode.INVALID_REQUEST],
  ])('resource %i %s is an error', async (resourceType, resourceName, errorCode) => {
    const { results } = await client.wire.request(
      describeConfigsRequest,
      describeConfigsResponse,
      1,
      { resources: [{ resourceType, resourceName, configurationKeys: null }] },
    );
    expect(results[0]).toMatchObject({ errorCode, configs: [] });
  });
});

describe('IncrementalAlterConfigs', () => {
  test('sets, resets, adds to lists and takes from them', async () => {
    expect(await alter(TOPIC, 't', [['retention.ms', SET, '5000']])).toMatchObject({
      errorCode: 0,
    });
    expect((await describeKey(TOPIC, 't', 'retention.ms'))?.value).toBe('5000');
    await alter(TOPIC, 't', [
      ['retention.ms', DELETE, null],
      ['cleanup.policy', APPEND, 'compact'],
    ]);
    expect((await describeKey(TOPIC, 't', 'retention.ms'))?.value).toBe('7200000');
    expect((await describeKey(TOPIC, 't', 'cleanup.policy'))?.value).toBe('delete,compact');
    await alter(TOPIC, 't', [['cleanup.policy', SUBTRACT, 'delete']]);
    expect((await describeKey(TOPIC, 't', 'cleanup.policy'))?.value).toBe('compact');
    expect((await describeKey(TOPIC, 't', 'segment.bytes'))?.value).toBe('1000000');
  });

  test('takes effect at once and survives a restart', async () => {
    await alter(TOPIC, 't', [['max.message.bytes', SET, '100']]);
    const refused = await client.produce('t', ['x'.repeat(200)]);
    expect(refused.errorCode).toBe(ErrorCode.MESSAGE_TOO_LARGE);
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    expect((await describeKey(TOPIC, 't', 'max.message.bytes'))?.value).toBe('100');
  });

  test('a broker key reaches the topics behind it', async () => {
    expect(await alter(BROKER, '', [['message.max.bytes', SET, '100']])).toMatchObject({
      errorCode: 0,
    });
    expect((await client.produce('t', ['x'.repeat(200)])).errorCode).toBe(
      ErrorCode.MESSAGE_TOO_LARGE,
    );
    expect(await describeKey(BROKER, '1', 'message.max.bytes')).toMatchObject({
      value: '100',
      configSource: 3,
    });
    await alter(BROKER, '1', [['message.max.bytes', SET, '1000']]);
    expect((await client.produce('t', ['x'.repeat(200)])).errorCode).toBe(0);
    await broker.restart();
    client = new BrokerClient(await broker.connect());
    expect(await describeKey(TOPIC, 't', 'max.message.bytes')).toMatchObject({ value: '1000' });
  });

  test.each<
    [string, number, string, [string, number, string | null][], keyof typeof ErrorCode, RegExp]
  >([
    ['an unknown key', TOPIC, 't', [['x', SET!, '1']], 'INVALID_CONFIG', /Unknown/],
    ['a bad value', TOPIC, 't', [['retention.ms', SET!, 'x']], 'INVALID_CONFIG', /retention\.ms/],
    [
      'appending to a number',
      TOPIC,
      't',
      [['retention.ms', APPEND!, '1']],
      'INVALID_CONFIG',
      /append is not allowed/,
    ],
    [
      'a key twice',
      TOPIC,
      't',
      [
        ['retention.ms', SET!, '1'],
        ['retention.ms', DELETE!, null],
      ],
      'INVALID_REQUEST',
      /duplicate/,
    ],
    ['a null', TOPIC, 't', [['retention.ms', SET!, null]], 'INVALID_REQUEST', /Null value/],
    [
      'an unknown operation',
      TOPIC,
      't',
      [['retention.ms', 9, '1']],
      'INVALID_REQUEST',
      /operation 9/,
    ],
    [
      'a key that needs a restart',
      BROKER,
      '1',
      [['num.partitions', SET!, '2']],
      'INVALID_REQUEST',
      /num\.partitions; restart/,
    ],
  ])('%s is refused', async (_, type, name, changes, error, message) => {
    const answer = await alter(type, name, changes);
    expect(answer.errorCode).toBe(ErrorCode[error]);
    expect(answer.errorMessage).toMatch(message);
  });

  test.each([
    [TOPIC, 't', 'retention.ms', 'max.message.bytes'],
    [BROKER, '1', 'log.retention.ms', 'message.max.bytes'],
    [BROKER, '', 'log.retention.ms', 'message.max.bytes'],
  ])('changes at once of resource %i %s all stay', async (type, name, one, other) => {
    const somebody = new BrokerClient(await broker.connect());
    await Promise.all([
      alter(type, name, [[one, SET!, '5000']]),
      alter(type, name, [[other, SET!, '6000']], false, somebody),
    ]);
    expect((await describeKey(type, name, one))?.value).toBe('5000');
    expect((await describeKey(type, name, other))?.value).toBe('6000');
  });

  test('only validates when asked to', async () => {
    await alter(TOPIC, 't', [['retention.ms', SET!, '5000']], true);
    expect((await describeKey(TOPIC, 't', 'retention.ms'))?.value).toBe('7200000');
  });
});

describe('AlterConfigs', () => {
  async function replace(
    configs: { name: string; value: string | null }[],
    resource: { resourceType: number; resourceName: string } = {
      resourceType: TOPIC,
      resourceName: 't',
    },
  ) {
    const { responses } = await client.wire.request(alterConfigsRequest, alterConfigsResponse, 2, {
      resources: [{ ...resource, configs }],
      validateOnly: false,
    });
    return responses[0]!;
  }

  test('replaces everything', async () => {
    expect(await replace([{ name: 'retention.ms', value: '9000' }])).toMatchObject({
      errorCode: 0,
    });
    expect((await describeKey(TOPIC, 't', 'retention.ms'))?.value).toBe('9000');
    expect((await describeKey(TOPIC, 't', 'segment.bytes'))?.configSource).toBe(5);
  });

  test.each([
    ['an unknown key', { name: 'x', value: '1' }, 'INVALID_CONFIG'],
    ['a bad value', { name: 'retention.ms', value: 'x' }, 'INVALID_CONFIG'],
    ['a null', { name: 'retention.ms', value: null }, 'INVALID_REQUEST'],
  ] as const)('%s is refused, and nothing is replaced', async (_, config, error) => {
    expect((await replace([config])).errorCode).toBe(ErrorCode[error]);
    expect((await describeKey(TOPIC, 't', 'segment.bytes'))?.value).toBe('1000000');
  });

  test.each([
    ['that needs a restart', BROKER, '1', 'num.partitions', '2', /^Cannot update .*; restart/],
    ['without effect here', BROKER, '1', 'listeners', 'PLAINTEXT://:9092', /^Cannot update /],
    ['that is unknown', BROKER, '1', 'num.partition', '2', /did you mean 'num\.partitions'/],
    ['of a topic that is unknown', TOPIC, 't', 'retention', '2', /retention/],
  ])('a key %s is refused in the same words as by IncrementalAlterConfigs', async (...args) => {
    const [, resourceType, resourceName, name, value, message] = args;
    const replaced = await replace([{ name, value }], { resourceType, resourceName });
    expect(replaced.errorMessage).toMatch(message);
    expect(await alter(resourceType, resourceName, [[name, SET!, value]])).toEqual(replaced);
    expect(await alter(resourceType, resourceName, [[name, APPEND!, value]])).toMatchObject({
      errorCode: expect.toBeOneOf([ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CONFIG]),
    });
  });
});
