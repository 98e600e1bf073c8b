import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  leaveGroupRequest,
  leaveGroupResponse,
} from '../../../../server/protocol/api/13-leave-group.ts';
import {
  describeGroupsRequest,
  describeGroupsResponse,
} from '../../../../server/protocol/api/15-describe-groups.ts';
import {
  listGroupsRequest,
  listGroupsResponse,
} from '../../../../server/protocol/api/16-list-groups.ts';
import {
  deleteGroupsRequest,
  deleteGroupsResponse,
} from '../../../../server/protocol/api/42-delete-groups.ts';
import {
  offsetDeleteRequest,
  offsetDeleteResponse,
} from '../../../../server/protocol/api/47-offset-delete.ts';
import { errorName } from '../../../../server/protocol/errors.ts';
import { BrokerClient } from '../../../harness/broker-client.ts';

import { ASSIGNMENT, GroupWire, METADATA } from './group-wire.ts';

let client: GroupWire;

beforeEach(async () => {
  client = await GroupWire.open();
});
afterEach(() => client.broker.stop());

describe('DescribeGroups', () => {
  test.each([0, 1, 2, 3, 4, 5])('version %i', async (version) => {
    await client.findCoordinator();
    const { memberId } = await client.joinAndSync();
    const { groups } = await client.ask(describeGroupsRequest, describeGroupsResponse, version, {
      groups: ['g', 'nobody'],
      includeAuthorizedOperations: true,
    });
    expect(groups).toEqual([
      {
        errorCode: 0,
        groupId: 'g',
        groupState: 'Stable',
        protocolType: 'consumer',
        protocolData: 'range',
        members: [
          {
            memberId,
            groupInstanceId: null,
            clientId: 'tester',
            clientHost: expect.stringMatching(/^\//),
            memberMetadata: METADATA,
            memberAssignment: ASSIGNMENT,
          },
        ],
        authorizedOperations: version >= 3 ? (1 << 3) | (1 << 6) | (1 << 8) : -2147483648,
      },
      {
        errorCode: 0,
        groupId: 'nobody',
        groupState: 'Dead',
        protocolType: '',
        protocolData: '',
        members: [],
        authorizedOperations: version >= 3 ? (1 << 3) | (1 << 6) | (1 << 8) : -2147483648,
      },
    ]);
  });
});

describe('ListGroups', () => {
  test('tells more with each version', async () => {
    await client.findCoordinator();
    await client.joinAndSync();
    await client.commit(8, [{ offset: 1 }], { groupId: 'h' });
    const list = async (
      version: number,
      statesFilter: string[] = [],
      typesFilter: string[] = [],
    ) => {
      const { groups } = await client.ask(listGroupsRequest, listGroupsResponse, version, {
        statesFilter,
        typesFilter,
      });
      return groups.map((group) => Object.values(group).join(',')).sort();
    };
    expect(await list(0)).toEqual(['g,consumer,,', 'h,,,']);
    expect(await list(4)).toEqual(['g,consumer,Stable,', 'h,,Empty,']);
    expect(await list(5)).toEqual(['g,consumer,Stable,classic', 'h,,Empty,classic']);
    expect(await list(5, ['Stable'])).toEqual(['g,consumer,Stable,classic']);
    expect(await list(5, ['Empty'], ['Classic'])).toEqual(['h,,Empty,classic']);
    expect(await list(5, [], ['consumer'])).toEqual([]);
  });
});

describe('deletion', () => {
  test('of groups', async () => {
    await client.findCoordinator();
    const { memberId } = await client.joinAndSync();
    const remove = async (version: number) => {
      const { results } = await client.ask(deleteGroupsRequest, deleteGroupsResponse, version, {
        groupsNames: ['g', 'nobody', 'g'],
      });
      return results.map(({ groupId, errorCode }) => `${groupId} ${errorName(errorCode)}`);
    };
    expect(await remove(0)).toEqual(['g NON_EMPTY_GROUP', 'nobody GROUP_ID_NOT_FOUND']);
    await client.ask(leaveGroupRequest, leaveGroupResponse, 1, { groupId: 'g', memberId });
    expect(await remove(2)).toEqual(['g NONE', 'nobody GROUP_ID_NOT_FOUND']);
    expect(await remove(1)).toEqual(['g GROUP_ID_NOT_FOUND', 'nobody GROUP_ID_NOT_FOUND']);
  });

  test('of offsets', async () => {
    await client.findCoordinator();
    await new BrokerClient(client.wire).createTopic('old', 1);
    await client.commit(8, [{ offset: 1 }, { topic: 'old', offset: 1 }]);
    const remove = async (groupId = 'g') => {
      const { errorCode, topics } = await client.ask(offsetDeleteRequest, offsetDeleteResponse, 0, {
        groupId,
        topics: ['t', 'old', 'unknown'].map((name) => ({
          name,
          partitions: [{ partitionIndex: 0 }],
        })),
      });
      return [
        errorName(errorCode),
        ...topics.map(({ name, partitions }) => `${name} ${errorName(partitions[0]!.errorCode)}`),
      ];
    };
    await client.joinAndSync();
    expect(await remove()).toEqual([
      'NONE',
      't GROUP_SUBSCRIBED_TO_TOPIC',
      'old NONE',
      'unknown UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect(await client.fetch(8, null)).toEqual(['t-0:1']);
    expect(await remove('nobody')).toEqual(['GROUP_ID_NOT_FOUND']);
  });
});
