import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../../server/protocol/api/10-find-coordinator.ts';
import {
  joinGroupRequest,
  joinGroupResponse,
} from '../../../../server/protocol/api/11-join-group.ts';
import {
  heartbeatRequest,
  heartbeatResponse,
} from '../../../../server/protocol/api/12-heartbeat.ts';
import {
  leaveGroupRequest,
  leaveGroupResponse,
} from '../../../../server/protocol/api/13-leave-group.ts';
import {
  syncGroupRequest,
  syncGroupResponse,
} from '../../../../server/protocol/api/14-sync-group.ts';
import { ErrorCode, errorName } from '../../../../server/protocol/errors.ts';

import { ASSIGNMENT, GroupWire, METADATA } from './group-wire.ts';

let client: GroupWire;

beforeEach(async () => {
  client = await GroupWire.open();
});
afterEach(() => client.broker.stop());

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
  'a member’s life in JoinGroup version %i and its contemporaries',
  async (version) => {
    const upTo = (newest: number) => Math.min(version, newest);
    await client.findCoordinator();
    const first = await client.join(version);
    if (version >= 4) expect(errorName(first.errorCode)).toBe('MEMBER_ID_REQUIRED');
    const joined = version >= 4 ? await client.join(version, { memberId: first.memberId }) : first;
    const { memberId, generationId } = joined;
    expect(memberId).toMatch(/^tester-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(joined).toMatchObject({
      errorCode: 0,
      generationId: 1,
      protocolName: 'range',
      protocolType: version >= 7 ? 'consumer' : null,
      leader: memberId,
      skipAssignment: false,
      members: [{ memberId, groupInstanceId: null, metadata: METADATA }],
    });

    const identity = { groupId: 'g', generationId, memberId };
    const synced = await client.ask(syncGroupRequest, syncGroupResponse, upTo(5), {
      ...identity,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [{ memberId, assignment: ASSIGNMENT }],
    });
    expect(synced).toMatchObject({ errorCode: 0, assignment: ASSIGNMENT });
    expect(await client.ask(heartbeatRequest, heartbeatResponse, upTo(4), identity)).toMatchObject({
      errorCode: 0,
    });

    const commitVersion = Math.max(1, version);
    const member = { memberId, generationIdOrMemberEpoch: generationId };
    expect(await client.commit(commitVersion, [{ offset: 7, metadata: 'note' }], member)).toEqual([
      'NONE',
    ]);
    expect(await client.fetch(commitVersion)).toEqual(['t-0:7', 't-1:-1']);

    const leaving = { groupId: 'g', memberId, members: [{ memberId, reason: 'done' }] };
    const left = await client.ask(leaveGroupRequest, leaveGroupResponse, upTo(5), leaving);
    expect(left.errorCode).toBe(0);
    expect(left.members).toEqual(
      version >= 3 ? [{ memberId, groupInstanceId: null, errorCode: 0 }] : [],
    );
    expect(await client.ask(heartbeatRequest, heartbeatResponse, upTo(4), identity)).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_MEMBER_ID,
    });
  },
);

describe('JoinGroup', () => {
  test.each([0, 6, 7, 9])('version %i can say that it is refused', async (version) => {
    await client.findCoordinator();
    const refused = await client.join(version, { sessionTimeoutMs: 1 });
    expect(refused).toMatchObject({
      errorCode: ErrorCode.INVALID_SESSION_TIMEOUT,
      generationId: -1,
      protocolName: version < 7 ? '' : null,
      leader: '',
      members: [],
    });
  });

  test('a group id is needed', async () => {
    await client.findCoordinator();
    expect((await client.join(3, { groupId: '' })).errorCode).toBe(ErrorCode.INVALID_GROUP_ID);
  });

  test('version 0 has the session timeout for rebalances', async () => {
    await client.findCoordinator();
    await client.join(0, { sessionTimeoutMs: 6_000 });
    const second = client.wire.request(joinGroupRequest, joinGroupResponse, 0, {
      groupId: 'g',
      sessionTimeoutMs: 6_000,
      memberId: '',
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: METADATA }],
    });
    await client.broker.clock.advance(5_900);
    await client.broker.clock.advance(100);
    expect(await second).toMatchObject({ generationId: 2, members: [{}] });
  });

  test('a static leader that comes back skips the assignment from version 9 on', async () => {
    await client.findCoordinator();
    const first = await client.join(9, { groupInstanceId: 'i' });
    const { generationId, memberId } = first;
    await client.ask(syncGroupRequest, syncGroupResponse, 3, {
      groupId: 'g',
      generationId,
      memberId,
      groupInstanceId: 'i',
      assignments: [],
    });
    const again = await client.join(9, { groupInstanceId: 'i' });
    expect(again).toMatchObject({ errorCode: 0, skipAssignment: true, leader: again.memberId });
    expect(again.memberId).not.toBe(memberId);
    const old = await client.join(8, { groupInstanceId: 'i' });
    expect(old).toMatchObject({ errorCode: 0, leader: again.memberId, members: [] });
  });
});

describe('SyncGroup', () => {
  test('has to name the protocol from version 5 on', async () => {
    const identity = { groupId: 'g', generationId: 1, memberId: 'm', assignments: [] };
    const { errorCode } = await client.ask(syncGroupRequest, syncGroupResponse, 5, identity);
    expect(errorName(errorCode)).toBe('INCONSISTENT_GROUP_PROTOCOL');
  });
});

describe('LeaveGroup', () => {
  test('of several members, each with its own answer', async () => {
    await client.findCoordinator();
    const { memberId } = await client.joinAndSync();
    const { errorCode, members } = await client.ask(leaveGroupRequest, leaveGroupResponse, 3, {
      groupId: 'g',
      members: [{ memberId: 'x' }, { memberId }, { memberId: '', groupInstanceId: 'i' }],
    });
    expect(errorCode).toBe(0);
    expect(members.map((member) => errorName(member.errorCode))).toEqual([
      'UNKNOWN_MEMBER_ID',
      'NONE',
      'UNKNOWN_MEMBER_ID',
    ]);
  });

  test('before version 3 tells of the one member', async () => {
    await client.findCoordinator();
    const body = { groupId: 'g', memberId: 'x' };
    const { errorCode } = await client.ask(leaveGroupRequest, leaveGroupResponse, 2, body);
    expect(errorName(errorCode)).toBe('UNKNOWN_MEMBER_ID');
  });
});

describe('FindCoordinator', () => {
  test.each([0, 1, 2, 3])('version %i names the broker', async (version) => {
    const answer = await client.ask(findCoordinatorRequest, findCoordinatorResponse, version, {
      key: 'g',
    });
    const { host, port } = client.broker.broker.address;
    const errorMessage = version === 0 ? '' : null;
    expect(answer).toMatchObject({ errorCode: 0, errorMessage, nodeId: 1, host, port });
    expect(client.broker.broker.image.topic('__consumer_offsets')?.partitions).toHaveLength(50);
  });

  test.each([4, 5, 6])('version %i takes several keys', async (version) => {
    const { coordinators } = await client.ask(
      findCoordinatorRequest,
      findCoordinatorResponse,
      version,
      {
        keyType: 0,
        coordinatorKeys: ['g', 'h'],
      },
    );
    expect(coordinators).toMatchObject([
      { key: 'g', nodeId: 1, errorCode: 0 },
      { key: 'h', nodeId: 1, errorCode: 0 },
    ]);
  });

  test('the first answer comes when the group can be joined', async () => {
    await client.findCoordinator();
    expect((await client.join(3)).errorCode).toBe(0);
  });

  test.each([
    [1, 'UNSUPPORTED_VERSION'],
    [2, 'INVALID_REQUEST'],
    [9, 'INVALID_REQUEST'],
  ])('nobody coordinates keys of type %i', async (keyType, error) => {
    const old = await client.ask(findCoordinatorRequest, findCoordinatorResponse, 3, {
      key: 'k',
      keyType,
    });
    expect(old).toMatchObject({ nodeId: -1, host: '', port: -1 });
    expect(errorName(old.errorCode)).toBe(error);
    expect(old.errorMessage).not.toBe('');
    const { coordinators } = await client.ask(findCoordinatorRequest, findCoordinatorResponse, 6, {
      keyType,
      coordinatorKeys: ['k'],
    });
    expect(errorName(coordinators[0]!.errorCode)).toBe(error);
  });
});
