import { afterEach, describe, expect, test } from 'vitest';
import { Failures } from '../../../server/broker/failures.ts';
import {
  initProducerIdRequest,
  initProducerIdResponse,
} from '../../../server/protocol/api/22-init-producer-id.ts';
import {
  alterConfigsRequest,
  alterConfigsResponse,
} from '../../../server/protocol/api/33-alter-configs.ts';
import { ErrorCode, KafkaError } from '../../../server/protocol/errors.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import { StoreError } from '../../../server/storage/store-error.ts';
import { ZooKeeperError } from '../../../server/zookeeper/coordination.ts';
import { BrokerClient } from '../../harness/broker-client.ts';
import { InProcessBroker } from '../../harness/in-process-broker.ts';
import { ManualClock } from '../../harness/manual-clock.ts';
import { FaultyStore } from '../storage/faulty-store.ts';

describe('toKafkaError', () => {
  const clock = new ManualClock();
  const lines: string[] = [];
  const quiet = () => {};
  const logger = {
    error: (line: string) => void lines.push(line),
    warn: quiet,
    info: quiet,
    debug: quiet,
  };
  const failures = new Failures(clock, logger);
  afterEach(() => lines.splice(0));

  test('what has a code keeps it, and is nobody else’s business', () => {
    const error = new KafkaError(ErrorCode.INVALID_CONFIG, 'no');
    expect(failures.toKafkaError(error, 'doing it')).toBe(error);
    expect(lines).toEqual([]);
  });

  test('a full disk is told now and then, however many requests it fails', async () => {
    const full = new StoreError('disk-full', 'The disk is full.');
    const answers = [1, 2, 3].map((n) => failures.toKafkaError(full, `writing to t-${n}`));
    expect(answers.map(({ code }) => code)).toEqual(Array(3).fill(ErrorCode.KAFKA_STORAGE_ERROR));
    expect(lines).toEqual(['writing to t-1: The disk is full.']);
    await clock.advance(10_000);
    failures.toKafkaError(full, 'writing to t-4');
    expect(lines).toHaveLength(2);
    failures.toKafkaError(new StoreError('failed', 'It broke.'), 'writing to t-5');
    expect(lines).toHaveLength(3);
  });

  test('the coordination service: away is for later, anything else is said', () => {
    const away = failures.toKafkaError(new ZooKeeperError('CONNECTIONLOSS', '/a'), 'a change');
    expect(away.code).toBe(ErrorCode.REQUEST_TIMED_OUT);
    const other = failures.toKafkaError(new ZooKeeperError('NOAUTH', '/a'), 'a change');
    expect(other).toMatchObject({ code: ErrorCode.UNKNOWN_SERVER_ERROR });
    expect(other.message).toContain('NOAUTH');
  });

  test('a mistake of the broker’s own stays one', () => {
    expect(() => failures.toKafkaError(new TypeError('oops'), 'doing it')).toThrow(TypeError);
  });
});

describe('a client of a broker', () => {
  let broker: InProcessBroker;
  afterEach(() => broker.stop());

  const mistakes = () => broker.log.filter((line) => line.includes('unexpected'));
  const create = async (client: BrokerClient, name: string) =>
    client.createTopic(name).then(
      () => 'created',
      (error: Error) => error.message,
    );

  test('whose store is full hears of it from every API that writes', async () => {
    const store = new FaultyStore(new MemoryStore());
    broker = await InProcessBroker.start({}, store);
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t');
    store.fails = () => true;
    expect((await client.produce('t', ['a'])).errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
    expect(await create(client, 'other')).toMatch(/cannot open its replicas/);
    expect(mistakes()).toEqual([]);
    expect(broker.log.filter((line) => /^error.*The disk is full/.test(line))).toHaveLength(1);
    store.fails = () => false;
    expect(await client.produce('t', ['a'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
  });

  test('is told to come again while the coordination service is away; records still go through', async () => {
    broker = await InProcessBroker.start();
    const client = new BrokerClient(await broker.connect());
    await client.createTopic('t');
    await broker.coordination.close();
    // With the session went the controller's place; clients look for another one.
    expect(await create(client, 'other')).toBe('NOT_CONTROLLER');
    const { errorCode } = await client.wire.request(
      initProducerIdRequest,
      initProducerIdResponse,
      4,
      { transactionalId: null, transactionTimeoutMs: 1000 },
    );
    expect(errorCode).toBe(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    const { responses } = await client.wire.request(alterConfigsRequest, alterConfigsResponse, 2, {
      resources: [{ resourceType: 4, resourceName: '', configs: [] }],
      validateOnly: false,
    });
    expect(responses[0]?.errorCode).toBe(ErrorCode.REQUEST_TIMED_OUT);
    expect(await client.produce('t', ['a'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(mistakes()).toEqual([]);
  });
});
