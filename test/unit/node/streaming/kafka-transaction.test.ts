import { beforeEach, describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { Leaders } from '../../../../server/node/streaming/kafka-leaders.ts';
import { Patience } from '../../../../server/node/streaming/kafka-patience.ts';
import { sendInTransaction } from '../../../../server/node/streaming/kafka-transaction.ts';
import type { produceRequest } from '../../../../server/protocol/api/00-produce.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import { decodeRecords } from '../../../../server/protocol/records/record-batch.ts';
import type { InferInput } from '../../../../server/protocol/schema.ts';
import { type Answer, FakeCluster, metadataOf } from '../../../harness/fake-cluster.ts';

/** What was written: `PARTITION SEQUENCE values`. */
let written: string[];
/** How transactions ended, `commit` or `abort`. */
let ends: string[];
/** Error codes that requests are answered with, the next first. */
let codes: Record<string, number[]>;

const utf8 = new TextEncoder();
const record = (value: string, partition = 0) => ({
  topic: 't',
  partition,
  value: utf8.encode(value),
});
const code = (api: string) => codes[api]?.shift() ?? ErrorCode.NONE;

beforeEach(() => {
  written = [];
  ends = [];
  codes = {};
});

function answers(): Record<string, Answer> {
  return {
    Metadata: () => metadataOf({ t: [1, 2] }),
    FindCoordinator: ({ keyType }) => ({
      coordinators: [{ errorCode: 0, nodeId: keyType === 1 ? 7 : 8, host: 'h', port: 1 }],
    }),
    InitProducerId: () => ({ errorCode: code('InitProducerId'), producerId: 40, producerEpoch: 3 }),
    AddPartitionsToTxn: ({ v3AndBelowTopics: topics }) => ({
      resultsByTopicV3AndBelow: topics.map(
        ({ name, partitions }: { name: string; partitions: number[] }) => ({
          name,
          resultsByPartition: partitions.map((partitionIndex) => ({
            ...{ partitionIndex, partitionErrorCode: code('AddPartitionsToTxn') },
          })),
        }),
      ),
    }),
    Produce: ({ topicData }: InferInput<typeof produceRequest>) => {
      const [{ partitionData }] = topicData as [(typeof topicData)[number]];
      const { index, records } = partitionData[0]!;
      const errorCode = code('Produce');
      const bytes = records as Uint8Array;
      const { baseSequence, isTransactional, producerId } = readBatchHeader(bytes);
      expect({ isTransactional, producerId }).toEqual({ isTransactional: true, producerId: 40 });
      const values = decodeRecords(bytes, compression).map((each) =>
        each.value!.length > 9 ? 'long' : new TextDecoder().decode(each.value!),
      );
      if (errorCode === 0) written.push(`${index} ${baseSequence} ${values.join()}`);
      return { responses: [{ name: 't', partitionResponses: [{ index, errorCode }] }] };
    },
    AddOffsetsToTxn: () => ({ errorCode: code('AddOffsetsToTxn') }),
    TxnOffsetCommit: ({ groupId }) => ({
      topics: [{ name: groupId, partitions: [{ errorCode: code('TxnOffsetCommit') }] }],
    }),
    EndTxn: ({ committed }) => {
      const errorCode = code('EndTxn');
      if (errorCode === 0) ends.push(committed ? 'commit' : 'abort');
      return { errorCode };
    },
  };
}

async function send(
  fake: FakeCluster,
  records: Parameters<typeof sendInTransaction>[1],
  offsets?: Parameters<typeof sendInTransaction>[2]['offsets'],
): Promise<void> {
  const { cluster } = fake;
  const patience = new Patience({ servers: 'here:9092', limitMs: 1_000, backoffMs: 1 });
  await sendInTransaction({ cluster, leaders: new Leaders(cluster), patience }, records, {
    transactionalId: 'mine',
    ...(offsets === undefined ? {} : { offsets }),
  });
}

test('records and offsets are written between beginning and end', async () => {
  const fake = new FakeCluster(answers());
  const offsets = [{ topic: 'in', partition: 0, offset: 9 }];
  await send(fake, [record('a'), record('b', 1), record('c')], { group: 'g', offsets });
  expect(written).toEqual(['0 0 a,c', '1 0 b']);
  expect(ends).toEqual(['commit']);
  expect(fake.asked.filter((each) => !/^(Metadata|FindCoordinator)/.test(each))).toEqual([
    ...['InitProducerId→7', 'AddPartitionsToTxn→7', 'Produce→1', 'Produce→2'],
    ...['AddOffsetsToTxn→7', 'TxnOffsetCommit→8', 'EndTxn→7'],
  ]);
});

test('what does not fit into a batch goes into the next, numbered on', async () => {
  const large = 'x'.repeat(300_000);
  await send(new FakeCluster(answers()), [record(large), record('b'), record(large), record('c')]);
  expect(written).toEqual(['0 0 long,b', '0 2 long,c']);
});

describe('what fails', () => {
  test('is aborted and done again', async () => {
    codes = { Produce: [ErrorCode.NOT_LEADER_OR_FOLLOWER] };
    await send(new FakeCluster(answers()), [record('a')]);
    expect(ends).toEqual(['abort', 'commit']);
    expect(written).toEqual(['0 0 a']);
  });

  test('at the end is only ended again: everything else may have been done', async () => {
    codes = { EndTxn: [ErrorCode.COORDINATOR_NOT_AVAILABLE, ErrorCode.CONCURRENT_TRANSACTIONS] };
    await send(new FakeCluster(answers()), [record('a')]);
    expect(ends).toEqual(['commit']);
    expect(written).toEqual(['0 0 a']);
  });

  test('for good is told', async () => {
    codes = { InitProducerId: [ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED] };
    await expect(send(new FakeCluster(answers()), [record('a')])).rejects.toThrow(
      /^Kafka at here:9092: /,
    );
    expect(ends).toEqual([]);
  });
});

test('a cluster without transactions is told at once', async () => {
  const { EndTxn: _, ...without } = answers();
  const fake = new FakeCluster(without);
  await expect(send(fake, [record('a')])).rejects.toThrow(/the cluster has no transactions/);
  expect(fake.asked).toEqual([]);
});
