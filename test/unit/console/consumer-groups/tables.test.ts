import { describe, expect, test } from 'vitest';
import {
  listTable,
  membersTable,
  offsetRows,
  offsetsTable,
  stateTable,
} from '../../../../server/console/consumer-groups/tables.ts';
import type {
  GroupDescription,
  MemberDescription,
} from '../../../../server/node/kafka/groups/describe-group.ts';

const member = (
  memberId: string,
  assignment: MemberDescription['assignment'],
  rest: Partial<MemberDescription> = {},
): MemberDescription => ({
  ...{ memberId, assignment, groupInstanceId: null, clientId: 'client', host: '/127.0.0.1' },
  ...rest,
});
const of = (topic: string, partition: number) => ({ topic, partition });
const group = (members: readonly MemberDescription[]): GroupDescription => ({
  groupId: 'g',
  coordinator: { nodeId: 1, host: 'localhost', port: 9092 },
  state: 'Stable',
  assignor: 'range',
  members,
});

test('groups with their states and types', () => {
  const groups = [
    { groupId: 'g', state: 'Stable', type: 'classic' },
    { groupId: 'a-group-of-a-rather-long-name', state: '', type: '' },
  ];
  expect(listTable(groups, true, true)).toEqual([
    'GROUP                                   TYPE                 STATE               ',
    'g                                       Classic              Stable              ',
    'a-group-of-a-rather-long-name           Unknown              Unknown             ',
  ]);
  expect(listTable([], false, true)).toEqual(['GROUP                     STATE               ']);
});

describe('partitions', () => {
  const committed = [
    { ...of('t', 1), offset: 4, leaderEpoch: 2 },
    { ...of('u', 0), offset: 1, leaderEpoch: -1 },
    { ...of('a', 0), offset: 0, leaderEpoch: -1 },
  ];
  const ends = new Map([
    ['t-0', 3],
    ['t-1', 10],
    ['t-2', 0],
    ['u-0', 1],
  ]);
  const two = group([member('m-1', [of('t', 2)]), member('m-2', [of('t', 1), of('t', 0)])]);
  const rows = offsetRows(two, committed, ends);

  test('come by member, those with most first, and then those of nobody', () => {
    expect(
      rows.map(
        ({ topic, partition, member: reader }) => `${topic}${partition} ${reader?.memberId}`,
      ),
    ).toEqual(['t0 m-2', 't1 m-2', 't2 m-1', 'a0 undefined', 'u0 undefined']);
  });

  test('are shown with what is committed and what is left', () => {
    expect(offsetsTable('g', rows, false)).toEqual([
      '',
      'GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID',
      'g               t               0          -               3               -               m-2             /127.0.0.1      client',
      'g               t               1          4               10              6               m-2             /127.0.0.1      client',
      'g               t               2          -               0               -               m-1             /127.0.0.1      client',
      'g               a               0          0               -               -               -               -               -',
      'g               u               0          1               1               0               -               -               -',
    ]);
  });

  test('have epochs when asked for', () => {
    const table = offsetsTable('g', rows, true);
    expect(table[1]).toContain(' PARTITION  LEADER-EPOCH    CURRENT-OFFSET ');
    expect(table[3]).toContain(' 1          2               4 ');
    expect(table[6]).toContain(' 0          -               1 ');
  });
});

describe('members', () => {
  test('are counted', () => {
    const members = [member('a-member-with-a-long-id', [of('t', 0), of('t', 1)]), member('m', [])];
    expect(membersTable(group(members), false)).toEqual([
      '',
      'GROUP           CONSUMER-ID             HOST            CLIENT-ID       #PARTITIONS     ',
      'g               a-member-with-a-long-id /127.0.0.1      client          2               ',
      'g               m                       /127.0.0.1      client          0               ',
    ]);
  });

  test('have instances where one has', () => {
    const members = [member('m', [], { groupInstanceId: 'first' }), member('n', [])];
    expect(membersTable(group(members), false).slice(1)).toEqual([
      'GROUP           CONSUMER-ID     GROUP-INSTANCE-ID HOST            CLIENT-ID       #PARTITIONS     ',
      'g               m               first             /127.0.0.1      client          0               ',
      'g               n                                 /127.0.0.1      client          0               ',
    ]);
  });

  test('have assignments when asked for', () => {
    const members = [
      member('m', [of('u', 0), of('t', 10), of('t', 2)], { epoch: 5, target: [of('t', 2)] }),
    ];
    const [, heading, row] = membersTable({ ...group(members), assignmentEpoch: 6 }, true);
    expect(heading?.slice(80)).toBe(
      'CURRENT-EPOCH   CURRENT-ASSIGNMENT   TARGET-EPOCH    TARGET-ASSIGNMENT   ',
    );
    expect(row?.slice(80)).toBe(
      '5               t:2,10;u:0           6               t:2                 ',
    );
  });
});

test('the state of a group', () => {
  expect(stateTable(group([]), false)).toEqual([
    '',
    'GROUP           COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE                #MEMBERS',
    'g               localhost:9092  (1)       range                Stable               0',
  ]);
  const [, heading, row] = stateTable({ ...group([]), epoch: 3, assignor: '' }, true);
  expect(heading).toMatch(/STATE {16}GROUP-EPOCH {5}TARGET-ASSIGNMENT-EPOCH {3}#MEMBERS$/);
  expect(row).toMatch(/- {20}Stable {15}3 {15}- {25}0$/);
});
