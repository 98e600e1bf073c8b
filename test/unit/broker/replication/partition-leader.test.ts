import { beforeEach, describe, expect, test } from 'vitest';
import type { Partition } from '../../../../server/broker/partition.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { recordsOf, TestPartitions } from './test-partitions.ts';

let broker: TestPartitions;
let partition: Partition;

/** Leader of three replicas, with ten records of one byte each and followers that have not fetched. */
beforeEach(async () => {
  broker = await TestPartitions.open();
  await lead({});
  await partition.append(recordsOf(...'abcdefghij'), 1);
});

async function lead(state: Parameters<TestPartitions['tell']>[0]): Promise<void> {
  await broker.tell({ replicas: [1, 2, 3], isr: [1, 2, 3], partitionEpoch: 7, ...state });
  partition = broker.partitions.get('t', 0)!;
}

/** A follower fetches from `offset` on. */
function fetch(brokerId: number, offset: number, logStartOffset = 0): void {
  broker.partitions.fetchedBy(brokerId);
  const leaderEndOffset = partition.log.writtenEndOffset;
  partition.leader.fetched(brokerId, { fetchOffset: offset, logStartOffset, leaderEndOffset });
}

/** Lets the coordination service answer the last write of in-sync replicas. */
async function answer(version?: number): Promise<void> {
  broker.isrWrites.at(-1)!.answer(version);
  await settled();
}

const isr = () => partition.state.isr.join();
const proposals = () => broker.isrWrites.map((write) => write.isr.join());

describe('the high watermark', () => {
  test('is where the last of the in-sync replicas is', () => {
    fetch(2, 10);
    expect(partition.highWatermark).toBe(0);
    fetch(3, 4);
    expect(partition.highWatermark).toBe(4);
    fetch(3, 10);
    expect(partition.highWatermark).toBe(10);
  });

  test('does not go back when a follower does', () => {
    fetch(2, 10);
    fetch(3, 10);
    fetch(3, 2);
    expect(partition.highWatermark).toBe(10);
  });

  test('is that of the log alone where there are no followers', async () => {
    await lead({ replicas: [1], isr: [1], leaderEpoch: 1 });
    expect(partition.highWatermark).toBe(10);
    await partition.append(recordsOf('k'), 1);
    expect(partition.highWatermark).toBe(11);
  });

  test('waits for a follower that has caught up, so that it can come into sync', async () => {
    await lead({ isr: [1, 2], leaderEpoch: 1 });
    fetch(3, 10);
    fetch(2, 10);
    await partition.append(recordsOf('k'), 1);
    fetch(2, 11);
    expect(partition.highWatermark).toBe(10);
    fetch(3, 11);
    expect(partition.highWatermark).toBe(11);
  });

  test('but not for long', async () => {
    await lead({ replicas: [1, 2, 3, 4], isr: [1, 2], leaderEpoch: 1 });
    fetch(2, 10);
    // While it is being written that one comes into sync, the other cannot.
    fetch(4, 10);
    fetch(3, 10);
    await partition.append(recordsOf('k'), 1);
    fetch(4, 11);
    await broker.clock.advance(30_001);
    fetch(2, 11);
    expect(partition.highWatermark).toBe(11);
  });

  test('wakes readers, and followers, who have to hear of it', async () => {
    const heard: string[] = [];
    partition.onReadable((bytes) => heard.push(`reader ${bytes > 0}`));
    partition.onReplicable((bytes) => heard.push(`follower ${bytes > 0}`));
    fetch(2, 10);
    expect(heard).toEqual([]);
    fetch(3, 10);
    expect(heard).toEqual(['reader true', 'follower true']);
    await partition.append(recordsOf('k'), 1);
    expect(heard.slice(2)).toEqual(['follower true']);
  });
});

describe('followers that fall behind', () => {
  test('are taken out of sync, with one write that names the version', async () => {
    fetch(2, 10);
    await broker.clock.advance(30_001);
    fetch(2, 10);
    broker.partitions.checkInSyncReplicas();
    expect(broker.isrWrites).toMatchObject([
      { topic: 't', partition: 0, isr: [1, 2], version: 7, state: { leader: 1, leaderEpoch: 0 } },
    ]);
    // As long as nobody knows whether it is written, the follower is waited for.
    expect([isr(), partition.highWatermark]).toEqual(['1,2,3', 0]);
    broker.partitions.checkInSyncReplicas();
    expect(proposals()).toEqual(['1,2']);
    await answer(8);
    expect([isr(), partition.highWatermark]).toEqual(['1,2', 10]);
    expect(partition.state.partitionEpoch).toBe(8);
  });

  test('have the time that is configured, from when they last had everything', async () => {
    fetch(2, 10);
    fetch(3, 10);
    await broker.clock.advance(100_000);
    broker.partitions.checkInSyncReplicas();
    expect(proposals()).toEqual([]);
    // They fetch other partitions of this broker's, and this one only when something happens in it.
    broker.partitions.fetchedBy(2);
    broker.partitions.fetchedBy(3);
    await partition.append(recordsOf('k'), 1);
    fetch(2, 11);
    await broker.clock.advance(30_000);
    broker.partitions.checkInSyncReplicas();
    expect(proposals()).toEqual([]);
    await broker.clock.advance(1);
    broker.partitions.checkInSyncReplicas();
    expect(proposals()).toEqual(['1,2']);
  });

  test('are not late while they follow closely without ever having everything', async () => {
    fetch(2, 0);
    for (let second = 0; second < 100; second++) {
      const end = partition.log.writtenEndOffset;
      await partition.append(recordsOf('k'), 1);
      await broker.clock.advance(1000);
      // What it asks for now is what the leader had the time before.
      fetch(2, end);
      fetch(3, partition.log.writtenEndOffset);
      broker.partitions.checkInSyncReplicas();
    }
    expect(proposals()).toEqual([]);
  });

  test('stay when the controller has decided otherwise meanwhile', async () => {
    await broker.clock.advance(30_001);
    broker.partitions.checkInSyncReplicas();
    expect(proposals()).toEqual(['1']);
    await lead({ isr: [1, 2], leaderEpoch: 1, partitionEpoch: 9 });
    expect(broker.isrWrites[0]!.isWanted()).toBe(false);
    await answer(8);
    expect([isr(), partition.state.partitionEpoch, partition.highWatermark]).toEqual(['1,2', 9, 0]);
  });
});

describe('followers that have caught up', () => {
  beforeEach(() => lead({ isr: [1], leaderEpoch: 1, partitionEpoch: 9 }));

  test('come into sync at the high watermark', async () => {
    expect(partition.highWatermark).toBe(10);
    fetch(2, 9);
    expect(proposals()).toEqual([]);
    fetch(2, 10);
    expect(proposals()).toEqual(['1,2']);
    await answer(10);
    expect(isr()).toBe('1,2');
    // The other one comes next, with the new version.
    fetch(3, 10);
    expect(broker.isrWrites.at(-1)).toMatchObject({ isr: [1, 2, 3], version: 10 });
  });

  test('come into sync also if they did so while another was being written', async () => {
    fetch(2, 10);
    fetch(3, 10);
    expect(proposals()).toEqual(['1,2']);
    // Nothing happens in the partition, so that neither fetches it again.
    await answer(10);
    expect(broker.isrWrites.at(-1)).toMatchObject({ isr: [1, 2, 3], version: 10 });
  });

  test('but not if nothing has been heard of them since', async () => {
    fetch(2, 10);
    fetch(3, 10);
    await broker.clock.advance(30_001);
    await answer(10);
    expect(proposals()).toEqual(['1,2']);
  });

  test('count already while that is being written: who knows whom the controller would elect', async () => {
    fetch(2, 10);
    await partition.append(recordsOf('k'), 1);
    expect(partition.highWatermark).toBe(10);
    fetch(2, 11);
    expect(partition.highWatermark).toBe(11);
  });

  test('do not before they have come to where the leader’s epoch begins', async () => {
    await lead({ isr: [1, 3], leaderEpoch: 2 });
    await partition.append(recordsOf('k'), 1);
    await lead({ isr: [1, 3], leaderEpoch: 3 });
    expect([partition.highWatermark, partition.leader.epochStart]).toEqual([10, 11]);
    fetch(2, 10);
    expect(proposals()).toEqual([]);
    fetch(2, 11);
    expect(proposals()).toEqual(['1,3,2']);
  });

  test('but not when they only had everything in the epoch before: they may be gone', async () => {
    fetch(2, 10);
    await answer(10);
    fetch(3, 10);
    await answer(11);
    // The controller takes both out, as when their brokers have gone.
    await lead({ isr: [1], leaderEpoch: 2, partitionEpoch: 12 });
    const before = proposals().length;
    fetch(2, 10);
    await answer(13);
    expect(proposals().slice(before)).toEqual(['1,2']);
  });

  test('count on although somebody else has changed the state: perhaps after it was written', async () => {
    fetch(2, 10);
    await answer(undefined);
    await partition.append(recordsOf('k'), 1);
    await broker.clock.advance(30_001);
    broker.partitions.checkInSyncReplicas();
    expect(partition.highWatermark).toBe(10);
    await lead({ isr: [1, 2], leaderEpoch: 2, partitionEpoch: 11 });
    expect(partition.highWatermark).toBe(10);
    fetch(2, 11);
    expect(partition.highWatermark).toBe(11);
  });

  test('nothing more is written after somebody else has changed the state', async () => {
    fetch(2, 10);
    await answer(undefined);
    expect(isr()).toBe('1');
    fetch(2, 10);
    fetch(3, 10);
    expect(proposals()).toEqual(['1,2']);
    await lead({ isr: [1], leaderEpoch: 2, partitionEpoch: 12 });
    fetch(3, 10);
    expect(proposals()).toEqual(['1,2', '1,3']);
  });

  test('a broker without a replica is refused', () => {
    expect(() => fetch(9, 0)).toThrow(
      expect.objectContaining({ code: ErrorCode.UNKNOWN_LEADER_EPOCH }),
    );
  });
});

describe('acks=all', () => {
  const minInSync = (count: number) =>
    broker.partitions.configure('t', { 'min.insync.replicas': String(count) });
  const code = (name: keyof typeof ErrorCode) => ({ code: ErrorCode[name] });

  test('is refused with too few in sync, before anything is written', async () => {
    minInSync(2);
    await lead({ isr: [1], leaderEpoch: 1 });
    await expect(partition.append(recordsOf('k'), -1)).rejects.toMatchObject(
      code('NOT_ENOUGH_REPLICAS'),
    );
    expect(partition.log.logEndOffset).toBe(10);
    await partition.append(recordsOf('k'), 1);
  });

  test('fails with too few left in sync afterwards', async () => {
    minInSync(2);
    await lead({ isr: [1, 2], leaderEpoch: 1 });
    const produced = partition.append(recordsOf('k'), -1, 60_000);
    const outcome = expect(produced).rejects.toMatchObject(
      code('NOT_ENOUGH_REPLICAS_AFTER_APPEND'),
    );
    await broker.clock.advance(30_001);
    broker.partitions.checkInSyncReplicas();
    await answer(8);
    await outcome;
  });

  test('is answered in order, each as its records are replicated', async () => {
    const answered: number[] = [];
    for (const value of 'klm') {
      void partition.append(recordsOf(value), -1).then(({ baseOffset }) => {
        answered.push(baseOffset);
      });
    }
    await settled();
    fetch(2, 13);
    fetch(3, 12);
    await settled();
    expect(answered).toEqual([10, 11]);
    fetch(3, 13);
    await settled();
    expect(answered).toEqual([10, 11, 12]);
    expect(broker.clock.pending).toBe(0);
  });

  test('needs no more replicas than there are', async () => {
    minInSync(5);
    await lead({ replicas: [1], isr: [1], leaderEpoch: 1 });
    await partition.append(recordsOf('k'), -1);
  });
});

describe('deleting records', () => {
  beforeEach(() => {
    fetch(2, 10);
    fetch(3, 10);
  });

  test('is answered when all in-sync replicas have done so', async () => {
    const deleted = partition.deleteRecords(4, 1000);
    let isDone = false;
    void deleted.then(() => {
      isDone = true;
    });
    await settled();
    fetch(2, 10, 4);
    await settled();
    expect(isDone).toBe(false);
    fetch(3, 10, 4);
    expect(await deleted).toBe(4);
  });

  test('runs out of time', async () => {
    const deleted = expect(partition.deleteRecords(4, 1000)).rejects.toMatchObject({
      code: ErrorCode.REQUEST_TIMED_OUT,
    });
    await broker.clock.advance(1000);
    await deleted;
  });

  test('is refused beyond the high watermark', async () => {
    await partition.append(recordsOf('k'), 1);
    await expect(partition.deleteRecords(11, 1000)).rejects.toMatchObject({
      code: ErrorCode.OFFSET_OUT_OF_RANGE,
    });
  });
});
