import { beforeEach, expect, test } from 'vitest';
import { ClusterImage } from '../../../../server/broker/metadata/cluster-image.ts';
import { updateMetadataRequest } from '../../../../server/protocol/api/06-update-metadata.ts';
import { decode, encode } from '../../../../server/protocol/codec.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

const ID = 'topicIdtopicIdtopicIdA';
const OTHER_ID = 'otherIdotherIdotherIdA';

let image: ClusterImage;

beforeEach(() => {
  image = new ClusterImage();
});

/** Tells the image of partitions, by topic, number and leader. */
function tell(
  partitions: readonly [topic: string, number: number, leader: number, id?: string][],
  { epoch = 1, full = false, brokers = [1, 2] } = {},
): string[] {
  const body = {
    controllerId: 1,
    controllerEpoch: epoch,
    type: full ? 2 : 1,
    ungroupedPartitionStates: [],
    topicStates: partitions.map(([topicName, partitionIndex, leader, topicId = ID]) => ({
      topicName,
      topicId,
      partitionStates: [
        {
          topicName,
          partitionIndex,
          controllerEpoch: epoch,
          leader,
          leaderEpoch: 0,
          isr: [leader],
          zkVersion: 0,
          replicas: [1, 2],
          offlineReplicas: [],
        },
      ],
    })),
    liveBrokers: brokers.map((id) => ({
      id,
      v0Host: 'h',
      v0Port: 1,
      endpoints: [{ host: `b${id}`, port: 9092, listener: 'PLAINTEXT', securityProtocol: 0 }],
      rack: null,
    })),
  };
  const told = decode(updateMetadataRequest, 8, encode(updateMetadataRequest, 8, body));
  return image.update(told);
}

const leaders = (topic: string) => image.topic(topic)?.partitions.map(({ leader }) => leader);

test('partitions come one by one, those between are unknown', () => {
  tell([['t', 2, 1]]);
  expect(leaders('t')).toEqual([-1, -1, 1]);
  tell([['t', 0, 2]]);
  expect(leaders('t')).toEqual([2, -1, 1]);
  expect(image.topicById(ID)?.name).toBe('t');
  expect([...image.brokers]).toEqual([
    [1, { host: 'b1', port: 9092, rack: null }],
    [2, { host: 'b2', port: 9092, rack: null }],
  ]);
});

test('a topic of the same name and another id is another topic', () => {
  tell([
    ['t', 0, 1],
    ['t', 1, 1],
  ]);
  tell([['t', 0, 2, OTHER_ID]]);
  expect(leaders('t')).toEqual([2]);
  expect(image.topicById(ID)).toBeUndefined();
  expect(image.topicById(OTHER_ID)?.name).toBe('t');
});

test('a topic that is deleted is gone, and so is what a full update does not tell of', () => {
  tell([
    ['t', 0, 1],
    ['u', 0, 1, OTHER_ID],
  ]);
  expect(image.isComplete).toBe(false);
  expect(tell([['t', 0, -2]])).toEqual(['t']);
  expect(tell([['t', 0, -2]])).toEqual([]);
  expect(tell([], { full: true })).toEqual(['u']);
  expect(image.topicCount).toBe(0);
  expect(image.isComplete).toBe(true);
});

test('a controller of the past is not listened to', () => {
  tell([['t', 0, 1]], { epoch: 3 });
  expect(() => tell([['t', 0, 2]], { epoch: 2 })).toThrow(
    expect.objectContaining({ code: ErrorCode.STALE_CONTROLLER_EPOCH }),
  );
  expect(leaders('t')).toEqual([1]);
});

test('who waits is told when it has come, when time is up, or when the broker stops', async () => {
  const clock = new ManualClock();
  const has = () => image.topic('t') !== undefined;
  expect(await image.until(clock, 0, has)).toBe(false);
  const [early, late] = [image.until(clock, 10, has), image.until(clock, 1000, has)];
  await clock.advance(10);
  expect(await early).toBe(false);
  tell([['t', 0, 1]]);
  expect(await late).toBe(true);
  expect(clock.pending).toBe(0);
  const never = image.until(clock, 1000, () => false);
  image.close();
  expect(await never).toBe(false);
  expect(await image.until(clock, 1000, () => false)).toBe(false);
});
