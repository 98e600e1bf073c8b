/** Three whole brokers, one of which dies: nothing acknowledged is lost, nothing that was read changes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../../../../server/broker/broker.ts';
import {
  offsetCommitRequest,
  offsetCommitResponse,
} from '../../../../server/protocol/api/08-offset-commit.ts';
import {
  offsetFetchRequest,
  offsetFetchResponse,
} from '../../../../server/protocol/api/09-offset-fetch.ts';
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../../server/protocol/api/10-find-coordinator.ts';
import {
  type JoinGroupResponse,
  joinGroupRequest,
  joinGroupResponse,
} from '../../../../server/protocol/api/11-join-group.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';
import { InProcessCluster } from '../../../harness/in-process-cluster.ts';
import { settled } from '../../../harness/manual-clock.ts';
import type { WireClient } from '../../../harness/wire-client.ts';

let cluster: InProcessCluster;

beforeEach(async () => {
  cluster = await InProcessCluster.start({
    config: { 'offsets.topic.replication.factor': '3', 'offsets.topic.num.partitions': '3' },
  });
});
afterEach(() => cluster.stop());

async function createTopic(name: string, partitions = 1, replicas = 3): Promise<void> {
  const client = new BrokerClient(await cluster.connect(cluster.controller.id));
  await client.createTopic(name, partitions, {}, replicas);
  await passing(() => inSync(name) === replicas);
}

const anyone = (): Broker => cluster.brokers.values().next().value!;
const leaderOf = (topic: string, partition = 0): number =>
  anyone().image.topic(topic)?.partitions[partition]?.leader ?? -1;
const inSync = (topic: string, partition = 0): number => {
  const leader = cluster.brokers.get(leaderOf(topic, partition));
  return leader?.partitions.get(topic, partition)?.state.isr.length ?? 0;
};

/** Lets time pass, a little at a time, until something holds. */
async function passing(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (await condition()) return;
    await cluster.clock.advance(20);
  }
  throw new Error(`it did not come about:\n${cluster.log.slice(-30).join('\n')}`);
}

/** What a request to a broker gives, while time passes; undefined if the broker has gone. */
async function asking<T>(ask: Promise<T>): Promise<T | undefined> {
  let outcome: { value: T | undefined } | undefined;
  ask.then(
    (value) => {
      outcome = { value };
    },
    () => {
      outcome = { value: undefined };
    },
  );
  await passing(() => outcome !== undefined);
  return outcome!.value;
}

/** Produces until it is acknowledged, whoever leads by then, and says how often that took. */
async function produce(topic: string, value: string, acks = -1): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const leader = leaderOf(topic);
    if (cluster.brokers.has(leader)) {
      const client = new BrokerClient(await cluster.connect(leader));
      const answer = await asking(client.produce(topic, [value], { acks }));
      client.wire.close();
      if (answer?.errorCode === ErrorCode.NONE) return attempt;
    }
    if (attempt > 100) throw new Error(`nobody takes ${value}`);
    await cluster.clock.advance(20);
  }
}

async function valuesOn(id: number, topic: string): Promise<string[]> {
  const client = new BrokerClient(await cluster.connect(id));
  const values = await client.values(topic);
  client.wire.close();
  return values.map((value) => value.replace(/^\d+:/, ''));
}

describe('a leader that is killed under load', () => {
  test('loses nothing that was acknowledged', async () => {
    await createTopic('t');
    const acknowledged: string[] = [];
    const victims: number[] = [];
    for (let number = 0; number < 60; number++) {
      if (number % 20 === 10) {
        const victim = leaderOf('t');
        victims.push(victim);
        await cluster.killBroker(victim);
      }
      if (number % 20 === 15) await cluster.startBroker(victims.at(-1)!);
      await produce('t', `v${number}`);
      acknowledged.push(`v${number}`);
    }
    expect(new Set(victims).size).toBeGreaterThan(1);
    const values = await valuesOn(leaderOf('t'), 't');
    expect([...new Set(values)]).toEqual(acknowledged);
    await passing(() => inSync('t') === 3);
    const logs = await Promise.all(
      Array.from(cluster.brokers.values(), async ({ partitions }) => {
        const { log } = partitions.get('t', 0)!;
        return [log.logEndOffset, log.leaderEpochs];
      }),
    );
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
  });

  test('is followed by one that tells no earlier end than it had told', async () => {
    await createTopic('t');
    for (let number = 0; number < 5; number++) await produce('t', `v${number}`);
    await cluster.killBroker(leaderOf('t'));
    await passing(() => cluster.brokers.has(leaderOf('t')));
    const client = new BrokerClient(await cluster.connect(leaderOf('t')));
    expect(await asking(client.offset('t', -1))).toBe(5);
    client.wire.close();
  });

  test('comes back with an empty directory, and gets everything again', async () => {
    await createTopic('t');
    const victim = leaderOf('t');
    for (let number = 0; number < 5; number++) await produce('t', `v${number}`);
    await cluster.killBroker(victim);
    cluster.forget(victim);
    await passing(() => leaderOf('t') !== victim);
    await produce('t', 'w');
    await cluster.startBroker(victim);
    await passing(() => inSync('t') === 3);
    expect(cluster.broker(victim).partitions.get('t', 0)!.log.logEndOffset).toBe(6);
  });
});

test('a broker that is stopped cleanly is replaced before it goes', async () => {
  await createTopic('t');
  await produce('t', 'a');
  const leader = leaderOf('t');
  await cluster.stopBroker(leader);
  await passing(() => cluster.brokers.has(leaderOf('t')));
  expect(await produce('t', 'b')).toBe(1);
  expect(await valuesOn(leaderOf('t'), 't')).toEqual(['a', 'b']);
});

test('a new topic’s first record waits for no fetch that is under way', async () => {
  await createTopic('t');
  await produce('t', 'a');
  await settled();
  const before = cluster.clock.monotonic();
  const admin = new BrokerClient(await cluster.connect(cluster.controller.id));
  await admin.createTopic('u', 1, {}, 3);
  const client = new BrokerClient(await cluster.connect(leaderOf('u')));
  expect(await client.produce('u', ['a'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
  expect(cluster.clock.monotonic()).toBe(before);
});

test('the in-sync replicas that a leader has written are known to all', async () => {
  await createTopic('t');
  const leader = leaderOf('t');
  const follower = [1, 2, 3].find((id) => id !== leader)!;
  await cluster.killBroker(follower);
  await passing(() => inSync('t') === 2);
  await cluster.startBroker(follower);
  const known = () =>
    [...cluster.brokers.values()].every(
      ({ image }) => image.topic('t')?.partitions[0]?.isr.length === 3,
    );
  await passing(known);
});

test('a follower that dies as controller is not waited for', async () => {
  const controller = cluster.controller.id;
  await createTopic('t', 3);
  const led = [0, 1, 2].find((partition) => leaderOf('t', partition) !== controller)!;
  await cluster.killBroker(controller);
  const before = cluster.clock.monotonic();
  await passing(() => inSync('t', led) === 2);
  // Long before it counts as late.
  expect(cluster.clock.monotonic() - before).toBeLessThan(1000);
});

describe('a group', () => {
  const group = 'g';

  async function coordinator(): Promise<{ id: number; wire: WireClient }> {
    for (;;) {
      const wire = await cluster.connect(anyone().id);
      const found = await asking(
        wire.request(findCoordinatorRequest, findCoordinatorResponse, 2, { key: group }),
      );
      wire.close();
      if (found?.errorCode === 0 && cluster.brokers.has(found.nodeId)) {
        return { id: found.nodeId, wire: await cluster.connect(found.nodeId) };
      }
      await cluster.clock.advance(20);
    }
  }

  async function committed(): Promise<number> {
    for (;;) {
      const { wire } = await coordinator();
      const answer = await asking(
        wire.request(offsetFetchRequest, offsetFetchResponse, 7, {
          groupId: group,
          topics: [{ name: 't', partitionIndexes: [0] }],
          requireStable: true,
        }),
      );
      wire.close();
      if (answer?.errorCode === 0) return answer.topics[0]!.partitions[0]!.committedOffset;
      await cluster.clock.advance(20);
    }
  }

  async function commit(offset: number): Promise<void> {
    for (;;) {
      const { wire } = await coordinator();
      const answer = await asking(
        wire.request(offsetCommitRequest, offsetCommitResponse, 7, {
          groupId: group,
          generationIdOrMemberEpoch: -1,
          memberId: '',
          topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: offset }] }],
        }),
      );
      wire.close();
      if (answer?.topics[0]?.partitions[0]?.errorCode === 0) return;
      await cluster.clock.advance(20);
    }
  }

  test('finds its offsets at another coordinator', async () => {
    await createTopic('t');
    for (let offset = 1; offset <= 4; offset++) {
      await commit(offset);
      const { id, wire } = await coordinator();
      wire.close();
      await cluster.killBroker(id);
      expect(await committed()).toBe(offset);
      await cluster.startBroker(id);
      await passing(() => [0, 1, 2].every((each) => inSync('__consumer_offsets', each) === 3));
    }
  });

  test('that waits to be joined is told to look for another coordinator', async () => {
    await createTopic('t');
    await commit(1);
    const join = (wire: WireClient): Promise<JoinGroupResponse> =>
      wire.request(joinGroupRequest, joinGroupResponse, 3, {
        ...{ groupId: group, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000 },
        ...{ memberId: '', protocolType: 'consumer' },
        protocols: [{ name: 'range', metadata: new Uint8Array() }],
      });
    const { id, wire } = await coordinator();
    expect(await asking(join(wire))).toMatchObject({ errorCode: 0, generationId: 1 });
    // The second one waits for the first to join again, which it never does.
    const answer = join((await coordinator()).wire);
    await cluster.stopBroker(id);
    expect(await asking(answer)).toMatchObject({ errorCode: ErrorCode.NOT_COORDINATOR });
  });
});
