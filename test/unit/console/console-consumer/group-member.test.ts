import { afterEach, describe, expect, test } from 'vitest';
import { GroupMember } from '../../../../server/console/console-consumer/consumer/group-member.ts';
import { UserError } from '../../../../server/node/user-error.ts';
import {
  decodeAssignment,
  encodeAssignment,
  encodeSubscription,
} from '../../../../server/protocol/consumer-protocol.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';
import { FakeCluster, metadataOf } from '../../../harness/fake-cluster.ts';

const NEVER = new AbortController().signal;

const members: GroupMember[] = [];
afterEach(async () => {
  for (const member of members.splice(0)) await member.leave().catch(() => {});
});

/** A coordinator that gives the partitions `t-0` and `t-1` to whoever joins, unless `codes` say otherwise. */
function bench(codes: Partial<Record<string, (keyof typeof ErrorCode | Error)[]>> = {}) {
  const obstacle = (name: string) => {
    const next = codes[name]?.shift() ?? 'NONE';
    if (next instanceof Error) throw next;
    return ErrorCode[next];
  };
  const bodies: Record<string, unknown>[] = [];
  const kept =
    (answer: (body: Record<string, unknown>) => unknown) => (body: Record<string, unknown>) => {
      bodies.push(body);
      return answer(body);
    };
  const fake = new FakeCluster({
    Metadata: () => metadataOf({}),
    FindCoordinator: () => ({
      coordinators: [
        {
          key: 'g',
          nodeId: 7,
          host: 'h',
          port: 1,
          errorCode: obstacle('find'),
          errorMessage: null,
        },
      ],
    }),
    JoinGroup: kept(({ memberId }) => ({
      errorCode: obstacle('join'),
      generationId: 3,
      leader: 'other',
      memberId: memberId || 'm-1',
      members: [],
      skipAssignment: false,
    })),
    SyncGroup: kept(() => ({
      errorCode: obstacle('sync'),
      assignment: encodeAssignment(0, {
        assignedPartitions: [{ topic: 't', partitions: [0, 1] }],
        userData: null,
      }),
    })),
    Heartbeat: () => ({ errorCode: obstacle('heartbeat') }),
    OffsetFetch: () => ({
      groups: [
        {
          errorCode: 0,
          topics: [
            {
              name: 't',
              partitions: [
                { partitionIndex: 0, committedOffset: 5, errorCode: obstacle('fetch') },
                { partitionIndex: 1, committedOffset: -1, errorCode: 0 },
              ],
            },
          ],
        },
      ],
    }),
    OffsetCommit: kept(() => ({
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: obstacle('commit') }] }],
    })),
    LeaveGroup: kept(() => ({ errorCode: 0, members: [] })),
  });
  const troubles: string[] = [];
  const member = new GroupMember(fake.cluster, {
    ...{ groupId: 'g', groupInstanceId: null, sessionTimeoutMs: 1, rebalanceTimeoutMs: 1 },
    ...{ heartbeatIntervalMs: 1, retryBackoffMs: 1 },
    partitionCounts: async () => () => 2,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  members.push(member);
  return { fake, member, bodies, troubles };
}

const both = [
  { topic: 't', partition: 0 },
  { topic: 't', partition: 1 },
];

test('joining gives partitions, and committed offsets where there are any', async () => {
  const { member, fake } = bench();
  expect(member.mustJoin).toBe(true);
  expect(await member.join(['t'], NEVER)).toEqual(both);
  expect(member.mustJoin).toBe(false);
  expect(await member.committed(both, NEVER)).toEqual([{ topic: 't', partition: 0, offset: 5 }]);
  expect(fake.asked.filter((name) => !name.startsWith('Heartbeat'))).toEqual([
    ...['Metadata→any', 'FindCoordinator→any', 'JoinGroup→7', 'SyncGroup→7', 'OffsetFetch→7'],
  ]);
});

test('a member that is to have an id joins again with it', async () => {
  const { member, bodies } = bench({ join: ['MEMBER_ID_REQUIRED'] });
  await member.join(['t'], NEVER);
  expect(bodies.slice(0, 2).map(({ memberId }) => memberId)).toEqual(['', 'm-1']);
});

test('the leader assigns to all', async () => {
  const { member, fake, bodies } = bench();
  const metadata = encodeSubscription(1, { topics: ['t'], userData: null, ownedPartitions: [] });
  fake.answers.JoinGroup = () => ({
    ...{ errorCode: 0, generationId: 1, leader: 'b', memberId: 'b', skipAssignment: false },
    members: ['b', 'a'].map((memberId) => ({ memberId, groupInstanceId: null, metadata })),
  });
  await member.join(['t'], NEVER);
  const sync = bodies.at(-1) as { assignments: { memberId: string; assignment: Uint8Array }[] };
  expect(
    sync.assignments.map(({ memberId, assignment }) => [
      memberId,
      decodeAssignment(assignment).assignedPartitions[0]?.partitions,
    ]),
  ).toEqual([
    ['b', [1]],
    ['a', [0]],
  ]);
});

describe('errors on the way', () => {
  test.each([
    ['find', 'COORDINATOR_NOT_AVAILABLE'],
    ['join', 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['join', 'NOT_COORDINATOR'],
    ['join', 'UNKNOWN_MEMBER_ID'],
    ['sync', 'REBALANCE_IN_PROGRESS'],
    ['fetch', 'UNSTABLE_OFFSET_COMMIT'],
  ] as const)('%s: %s is waited out', async (where, code) => {
    const { member } = bench({ [where]: [code, code] });
    expect(await member.join(['t'], NEVER)).toEqual(both);
    expect(await member.committed(both, NEVER)).toHaveLength(1);
  });

  test('a broken connection is told of, and the coordinator looked for again', async () => {
    const { member, fake, troubles } = bench({ sync: [new UserError('it broke')] });
    await member.join(['t'], NEVER);
    expect(troubles).toEqual(['it broke']);
    expect(fake.asked.filter((name) => name === 'FindCoordinator→any')).toHaveLength(2);
  });

  test('what does not heal is thrown', async () => {
    const { member } = bench({ join: ['GROUP_AUTHORIZATION_FAILED'] });
    await expect(member.join(['t'], NEVER)).rejects.toThrow(UserError);
  });
});

describe('a rebalance', () => {
  test.each(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID'] as const)(
    'is heard of by heartbeats: %s',
    async (code) => {
      const { member } = bench({ heartbeat: ['NONE', code] });
      const called = new Promise<void>((resolve) => member.onMustJoin(resolve));
      await member.join(['t'], NEVER);
      await called;
      expect(member.mustJoin).toBe(true);
    },
  );

  test('can be wished for', async () => {
    const { member } = bench();
    let calls = 0;
    member.onMustJoin(() => calls++);
    await member.join(['t'], NEVER);
    member.rejoin();
    member.rejoin();
    expect(calls).toBe(1);
  });
});

describe('committing', () => {
  test('tells generation and member', async () => {
    const { member, bodies } = bench();
    await member.join(['t'], NEVER);
    await member.commit([{ topic: 't', partition: 0, offset: 9 }]);
    expect(bodies.at(-1)).toMatchObject({
      groupId: 'g',
      memberId: 'm-1',
      generationIdOrMemberEpoch: 3,
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 9 }] }],
    });
  });

  test('after others took over fails, and has the member join again', async () => {
    const { member } = bench({ commit: ['ILLEGAL_GENERATION'] });
    await member.join(['t'], NEVER);
    await expect(member.commit([{ topic: 't', partition: 0, offset: 9 }])).rejects.toThrow();
    expect(member.mustJoin).toBe(true);
  });
});

test('leaving says who leaves', async () => {
  const { member, bodies } = bench();
  await member.join(['t'], NEVER);
  await member.leave();
  expect(bodies.at(-1)).toMatchObject({ groupId: 'g', members: [{ memberId: 'm-1' }] });
});
