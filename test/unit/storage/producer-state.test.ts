import { beforeEach, describe, expect, test } from 'vitest';
import { ErrorCode, KafkaError } from '../../../server/protocol/errors.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { FaultyStore } from './faulty-store.ts';
import { asClient, asReplica, batch, openLogs, plainConfig } from './test-logs.ts';

const MAX = 2 ** 31 - 1;

let store: FaultyStore;
let log: PartitionLog;
beforeEach(async () => {
  store = new FaultyStore(new MemoryStore());
  log = await (await openLogs(store)).logs.create('t', 0, 'id', plainConfig);
});

/** `0+3`: a batch of 3 records from sequence 0; `0+3@2`: by epoch 2. */
function bytesOf(text: string, producerId = 7): Uint8Array {
  const [, sequence, count, epoch] = /^(\d+)\+(\d+)(?:@(\d+))?$/.exec(text)!;
  return batch(Number(count), {
    producerId,
    producerEpoch: Number(epoch ?? 0),
    baseSequence: Number(sequence),
  });
}

/** What an append comes to: its base offset, `= offset` for a duplicate, or the error. */
async function send(text: string, producerId?: number): Promise<string | number> {
  try {
    const { baseOffset, duplicate } = await log.append(bytesOf(text, producerId), asClient);
    return duplicate ? `= ${baseOffset}` : baseOffset;
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    const name = Object.entries(ErrorCode).find(([, code]) => code === error.code)![0];
    return name;
  }
}

const OUT_OF_ORDER = 'OUT_OF_ORDER_SEQUENCE_NUMBER';

/** Each batch of a scenario, and what it comes to. */
const scenarios: [name: string, steps: [text: string, expected: string | number][]][] = [
  [
    'batches follow each other',
    [
      ['0+3', 0],
      ['3+2', 3],
      ['5+1', 5],
    ],
  ],
  [
    'an unknown producer may start anywhere',
    [
      ['41+1', 0],
      ['42+1', 1],
    ],
  ],
  [
    'a gap is refused, and the batch that was missing still accepted',
    [
      ['0+1', 0],
      ['2+1', OUT_OF_ORDER],
      ['1+1', 1],
    ],
  ],
  [
    'a repeated batch is answered with its offset',
    [
      ['0+3', 0],
      ['0+3', '= 0'],
      ['3+1', 3],
      ['0+3', '= 0'],
    ],
  ],
  [
    'so are the last five, and no more',
    [
      ['0+1', 0],
      ['1+1', 1],
      ['2+1', 2],
      ['3+1', 3],
      ['4+1', 4],
      ['0+1', '= 0'],
      ['5+1', 5],
      ['0+1', OUT_OF_ORDER],
      ['1+1', '= 1'],
      ['5+1', '= 5'],
    ],
  ],
  [
    'a batch that only overlaps is no repetition',
    [
      ['0+3', 0],
      ['0+2', OUT_OF_ORDER],
      ['1+2', OUT_OF_ORDER],
      ['1+3', OUT_OF_ORDER],
    ],
  ],
  [
    'sequences wrap at the largest int32',
    [
      [`${MAX - 1}+2`, 0],
      ['0+2', 2],
      ['2+1', 4],
    ],
  ],
  [
    'a batch may wrap within',
    [
      [`${MAX}+3`, 0],
      ['2+1', 3],
      [`${MAX}+3`, '= 0'],
    ],
  ],
  [
    'nothing but 0 follows the largest',
    [
      [`${MAX}+1`, 0],
      ['1+1', OUT_OF_ORDER],
      ['0+1', 1],
    ],
  ],
  [
    'a new epoch starts at 0',
    [
      ['0+2', 0],
      ['2+1@1', OUT_OF_ORDER],
      ['0+1@1', 2],
      ['1+1@1', 3],
    ],
  ],
  [
    'an old epoch is fenced',
    [
      ['0+1@5', 0],
      ['1+1@4', 'INVALID_PRODUCER_EPOCH'],
      ['0+1@4', 'INVALID_PRODUCER_EPOCH'],
    ],
  ],
  [
    'a repetition of an old epoch is none',
    [
      ['0+1', 0],
      ['0+1@1', 1],
      ['0+1@1', '= 1'],
      ['0+1', 'INVALID_PRODUCER_EPOCH'],
    ],
  ],
];

test.each(scenarios)('%s', async (_, steps) => {
  for (const [text, expected] of steps) expect(await send(text), text).toBe(expected);
});

test.each(scenarios)('%s, sent without waiting', async (_, steps) => {
  const answers = await Promise.all(steps.map(([text]) => send(text)));
  expect(answers).toEqual(steps.map(([, expected]) => expected));
});

test.each(scenarios)('%s, with a crash before each batch', async (_, steps) => {
  for (const [text, expected] of steps) {
    log = (await openLogs(store)).logs.get('t', 0)!;
    expect(await send(text), text).toBe(expected);
  }
});

test('producers do not get in each other’s way', async () => {
  expect(await send('0+1', 1)).toBe(0);
  expect(await send('0+1', 2)).toBe(1);
  expect(await send('1+1', 1)).toBe(2);
  expect(await send('0+1', 2)).toBe('= 1');
  expect([...log.producers.keys()]).toEqual([1, 2]);
});

test('a repetition is answered once the first time is written', async () => {
  const release = store.holdWrites();
  const first = send('0+1');
  let answered = false;
  const second = send('0+1').then((answer) => {
    answered = true;
    return answer;
  });
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toBe(false);
  release();
  expect(await Promise.all([first, second])).toEqual([0, '= 0']);
});

test('a repetition of a batch that could not be written fails too, and a later one is taken', async () => {
  const release = store.holdWrites();
  store.fails = () => true;
  const answers = [send('0+1'), send('0+1'), send('1+1')].map((it) =>
    it.catch((error: Error) => error.name),
  );
  release();
  expect(await Promise.all(answers)).toEqual(['StoreError', 'StoreError', 'StoreError']);
  store.fails = () => false;
  expect([await send('0+1'), await send('0+1'), await send('1+1')]).toEqual([0, '= 0', 1]);
});

test('replicated batches are taken as they are, and known afterwards', async () => {
  const replicated = batch(2, { baseOffset: 0, producerId: 7, producerEpoch: 3, baseSequence: 9 });
  await log.append(replicated, asReplica);
  expect(await send('9+2@3')).toBe('= 0');
  expect(await send('11+1@3')).toBe(2);
});

test('the time of a repeated batch is told if the log sets it', async () => {
  const bytes = () =>
    batch(1, { appendTime: 99, producerId: 7, producerEpoch: 0, baseSequence: 0 });
  await log.append(bytes(), asClient);
  expect(await log.append(bytes(), asClient)).toMatchObject({ logAppendTime: 99, duplicate: true });
});

describe('expiry', () => {
  test('forgets those that have been silent', async () => {
    const { logs, clock } = await openLogs(new MemoryStore());
    log = await logs.create('t', 0, 'id', plainConfig);
    const sendNow = (producerId: number, baseSequence: number) =>
      log.append(
        batch(1, { producerId, producerEpoch: 0, baseSequence, timestamp: clock.now() }),
        asClient,
      );
    await sendNow(1, 0);
    await clock.advance(1000);
    await sendNow(2, 0);
    await clock.advance(500);
    logs.expireProducers(1000);
    expect([...log.producers.keys()]).toEqual([2]);
    expect(await sendNow(1, 50)).toMatchObject({ baseOffset: 2, duplicate: false });
  });
});
