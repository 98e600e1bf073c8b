import { describe, expect, test } from 'vitest';
import { compression } from '../../../../../server/node/compression.ts';
import { Producer } from '../../../../../server/node/kafka/producer/producer.ts';
import {
  type ProducerConfig,
  readProducerConfig,
} from '../../../../../server/node/kafka/producer/producer-config.ts';
import { UserError } from '../../../../../server/node/user-error.ts';
import { ErrorCode } from '../../../../../server/protocol/errors.ts';
import { readBatchHeader } from '../../../../../server/protocol/records/batch-header.ts';
import { decodeRecords } from '../../../../../server/protocol/records/record-batch.ts';
import { type Answer, FakeCluster, metadataOf } from '../../../../harness/fake-cluster.ts';

/** A batch that arrived: where, what, and under which numbers. */
interface Arrived {
  readonly broker: unknown;
  readonly partition: number;
  readonly values: readonly string[];
  readonly producer: string;
  readonly sequence: number;
}

type Outcome = keyof typeof ErrorCode | Error;

/** A producer before brokers that answer each batch as `outcomes` says, and then well. */
class Bench {
  readonly arrived: Arrived[] = [];
  readonly failures: (string | undefined)[] = [];
  readonly fake: FakeCluster;
  readonly producer: Producer;
  leaders: Readonly<Record<string, readonly number[] | number>> = { t: [1] };

  constructor(
    config: Partial<ProducerConfig>,
    outcomes: readonly Outcome[] = [],
    answers: Record<string, Answer> = {},
  ) {
    const waiting = [...outcomes];
    let ids = 100;
    this.fake = new FakeCluster({
      Metadata: () => metadataOf(this.leaders),
      InitProducerId: () => ({ errorCode: 0, producerId: ids++, producerEpoch: 0 }),
      Produce: (body, broker) => ({
        responses: body.topicData.map(
          ({ name, partitionData }: { name: string; partitionData: never[] }) => ({
            name,
            partitionResponses: partitionData.map(
              ({ index, records }: { index: number; records: Uint8Array }) => {
                this.#take(broker, index, records);
                const outcome = waiting.shift() ?? 'NONE';
                if (outcome instanceof Error) throw outcome;
                return { index, errorCode: ErrorCode[outcome], baseOffset: 0, errorMessage: null };
              },
            ),
          }),
        ),
      }),
      ...answers,
    });
    const quick = { retryBackoffMs: 1, retryBackoffMaxMs: 1, maxBlockMs: 20, lingerMs: 0 };
    this.producer = new Producer(
      this.fake.cluster,
      { ...readProducerConfig({}), ...quick, ...config },
      () => {},
    );
  }

  /** Sends values, each with its key before a colon if it has one, and waits for their fates. */
  async send(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const [key, value] = text.includes(':') ? text.split(':') : [null, text];
      await this.producer.send(
        {
          ...{ topic: 't', headers: [], timestamp: 1 },
          key: key === null ? null : Buffer.from(key!),
          value: Buffer.from(value!),
        },
        (error) => this.failures.push(error?.message),
      );
    }
    await this.producer.flush();
  }

  get values(): (readonly string[])[] {
    return this.arrived.map(({ values }) => values);
  }

  #take(broker: unknown, partition: number, records: Uint8Array): void {
    const { producerId, producerEpoch, baseSequence } = readBatchHeader(records);
    this.arrived.push({
      ...{ broker, partition, sequence: baseSequence, producer: `${producerId}/${producerEpoch}` },
      values: decodeRecords(records, compression).map(({ value }) =>
        Buffer.from(value!).toString(),
      ),
    });
  }
}

test('records are sent together, numbered and acknowledged', async () => {
  const bench = new Bench({ lingerMs: 1000 });
  await bench.send('a', 'b', 'c');
  await bench.send('d');
  expect(bench.arrived).toEqual([
    { broker: 1, partition: 0, values: ['a', 'b', 'c'], producer: '100/0', sequence: 0 },
    { broker: 1, partition: 0, values: ['d'], producer: '100/0', sequence: 3 },
  ]);
  expect(bench.failures).toEqual([undefined, undefined, undefined, undefined]);
  expect(bench.producer.metrics).toMatchObject({ 'record-send-total': 4, 'request-total': 2 });
});

test('a batch is sent when it is full', async () => {
  const bench = new Bench({ batchSize: 40, lingerMs: 60_000 });
  await bench.send('a', 'b', 'c', 'd', 'e');
  expect(bench.values).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('keys choose partitions, and without one a batch stays together', async () => {
  const bench = new Bench({ lingerMs: 1000 });
  bench.leaders = { t: [1, 2, 1] };
  await bench.send('foobar:x', 'foobar:y', 'other:z');
  const partitionOf = (value: string) =>
    bench.arrived.find(({ values }) => values.includes(value))?.partition;
  expect(partitionOf('x')).toBe((-790332482 & 0x7fffffff) % 3);
  expect(partitionOf('y')).toBe(partitionOf('x'));
  await bench.send('a', 'b', 'c');
  expect(bench.values.at(-1)).toEqual(['a', 'b', 'c']);
});

describe('what is refused', () => {
  test('for the time being is sent again under the same numbers', async () => {
    const bench = new Bench({}, ['NOT_ENOUGH_REPLICAS']);
    await bench.send('a');
    expect(bench.arrived.map(({ sequence }) => sequence)).toEqual([0, 0]);
    expect(bench.failures).toEqual([undefined]);
    expect(bench.producer.metrics['record-retry-total']).toBe(1);
  });

  test('is sent again as often as is allowed', async () => {
    const bench = new Bench({ retries: 2 }, [
      'NOT_ENOUGH_REPLICAS',
      'NOT_ENOUGH_REPLICAS',
      'NOT_ENOUGH_REPLICAS',
    ]);
    await bench.send('a');
    expect(bench.arrived).toHaveLength(3);
    expect(bench.failures[0]).toMatch(/in-sync replicas/);
  });

  test('because the leader has moved goes to the new one, and does not count', async () => {
    const bench = new Bench({ retries: 0 }, ['NOT_LEADER_OR_FOLLOWER', new UserError('gone')]);
    bench.fake.answers.Metadata = () =>
      metadataOf({ t: [bench.arrived.length === 0 ? 1 : bench.arrived.length + 1] });
    await bench.send('a');
    expect(bench.arrived.map(({ broker }) => broker)).toEqual([1, 2, 3]);
    expect(bench.failures).toEqual([undefined]);
  });

  test('in the midst of others keeps the order', async () => {
    const bench = new Bench({ batchSize: 1, lingerMs: 1000 }, [
      'NOT_ENOUGH_REPLICAS',
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    ]);
    await bench.send('a', 'b', 'c');
    const sent = bench.arrived.map(({ values, sequence }) => `${values}${sequence}`);
    expect(sent.slice(0, 3)).toEqual(['a0', 'b1', 'c2']);
    expect(sent.slice(3)).toEqual(['a0', 'b1', 'c2']);
    expect(bench.failures).toEqual([undefined, undefined, undefined]);
  });

  test('as a duplicate has arrived before', async () => {
    const bench = new Bench({}, [
      new UserError('the connection broke'),
      'DUPLICATE_SEQUENCE_NUMBER',
    ]);
    await bench.send('a');
    expect(bench.arrived).toHaveLength(2);
    expect(bench.failures).toEqual([undefined]);
  });

  test('for good is told, and what follows gets a new producer id', async () => {
    const bench = new Bench({ batchSize: 1, lingerMs: 1000 }, [
      'MESSAGE_TOO_LARGE',
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    ]);
    await bench.send('a', 'b');
    expect(bench.failures.filter((each) => each !== undefined)).toHaveLength(1);
    expect(bench.arrived.at(-1)).toMatchObject({ values: ['b'], producer: '101/0', sequence: 0 });
  });

  test('for good as the last needs no new producer id', async () => {
    const bench = new Bench({}, ['MESSAGE_TOO_LARGE']);
    await bench.send('a');
    await new Promise(setImmediate);
    expect(bench.fake.asked.filter((each) => each.startsWith('InitProducerId'))).toHaveLength(1);
  });

  test('by a broker that forgot the producer is sent under a new id', async () => {
    const bench = new Bench({}, ['UNKNOWN_PRODUCER_ID']);
    await bench.send('a');
    expect(bench.arrived.map(({ producer }) => producer)).toEqual(['100/0', '101/0']);
    expect(bench.failures).toEqual([undefined]);
  });

  test('until its time is up is given up', async () => {
    const bench = new Bench({ deliveryTimeoutMs: 15 }, Array(1000).fill('NOT_LEADER_OR_FOLLOWER'));
    await bench.send('a');
    expect(bench.failures).toHaveLength(1);
    expect(bench.failures[0]).toMatch(/Expiring 1 record\(s\) for t-0|not the current leader/);
  });
});

test('without idempotence there are no numbers, and the order is kept all the same', async () => {
  const bench = new Bench({ idempotence: false, acks: 1, batchSize: 1, maxInFlight: 1 }, [
    'NOT_ENOUGH_REPLICAS',
  ]);
  await bench.send('a', 'b');
  expect(bench.values).toEqual([['a'], ['a'], ['b']]);
  expect(bench.arrived[0]).toMatchObject({ producer: '-1/-1', sequence: -1 });
  expect(bench.fake.asked).not.toContain('InitProducerId→any');
});

test('nothing is waited for with acks 0', async () => {
  const bench = new Bench({ idempotence: false, acks: 0 }, [new UserError('nobody hears this')]);
  bench.fake.answers.Produce = () => new Promise(() => {});
  await bench.send('a');
  expect(bench.failures).toEqual([undefined]);
  expect(bench.fake.asked).toContain('Produce→1');
});

test('brokers that know no idempotence get records without numbers', async () => {
  const bench = new Bench({});
  delete bench.fake.answers.InitProducerId;
  await bench.send('a');
  expect(bench.arrived[0]).toMatchObject({ producer: '-1/-1' });
});

describe('a topic', () => {
  test('that is not there is waited for', async () => {
    const bench = new Bench({ maxBlockMs: 60_000 });
    bench.leaders = { t: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
    let asked = 0;
    bench.fake.answers.Metadata = () => {
      if (++asked === 3) bench.leaders = { t: [1] };
      return metadataOf(bench.leaders);
    };
    await bench.send('a');
    expect(bench.failures).toEqual([undefined]);
  });

  test('that does not come is told in Kafka’s words', async () => {
    const bench = new Bench({});
    bench.leaders = { t: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
    await bench.send('a');
    expect(bench.failures).toEqual(['Topic t not present in metadata after 20 ms.']);
  });

  test('that must not be is not waited for', async () => {
    const bench = new Bench({ maxBlockMs: 60_000 });
    bench.leaders = { t: ErrorCode.TOPIC_AUTHORIZATION_FAILED };
    await bench.send('a');
    expect(bench.failures[0]).toMatch(/^t: /);
  });
});

test('a record that is too large is refused before it is sent', async () => {
  const bench = new Bench({ maxRequestSize: 100 });
  await bench.send('x'.repeat(101));
  expect(bench.failures[0]).toMatch(
    /^The message is 117 bytes when serialized which is larger than 100/,
  );
  expect(bench.arrived).toEqual([]);
});

test('a full buffer makes the sender wait until there is room', async () => {
  const bench = new Bench({
    bufferMemory: 100,
    lingerMs: 60_000,
    maxBlockMs: 60_000,
    batchSize: 30,
  });
  await bench.send(...Array.from({ length: 50 }, (_, i) => `value ${i}`));
  expect(bench.values.flat()).toHaveLength(50);
  expect(bench.failures.every((each) => each === undefined)).toBe(true);
});
