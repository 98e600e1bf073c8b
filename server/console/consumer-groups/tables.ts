import type { CommittedOffset } from '../../node/kafka/group-offsets.ts';
import type {
  GroupDescription,
  MemberDescription,
} from '../../node/kafka/groups/describe-group.ts';
import type { GroupListing } from '../../node/kafka/groups/group-client.ts';
import {
  comparePartitions,
  partitionKey,
  type TopicPartition,
} from '../../node/kafka/topic-partition.ts';
import { columns, MISSING, widthOf } from '../table.ts';

// The tables of org.apache.kafka.tools.consumer.group.ConsumerGroupCommand, line by line.

/** `--list --state --type`. */
export function listTable(
  groups: readonly GroupListing[],
  withType: boolean,
  withState: boolean,
): string[] {
  const ids = groups.map(({ groupId }) => groupId);
  const widths = [widthOf(15, ids) + 10, ...(withType ? [20] : []), ...(withState ? [20] : [])];
  const row = (id: string, type: string, state: string) =>
    columns(widths, [id, ...(withType ? [type] : []), ...(withState ? [state] : [])]);
  return [
    row('GROUP', 'TYPE', 'STATE'),
    ...groups.map(({ groupId, type, state }) =>
      row(groupId, capitalised(type) || 'Unknown', state || 'Unknown'),
    ),
  ];
}

/** A partition of a group: what is committed, where the log ends, and who reads it. */
export interface OffsetRow extends TopicPartition {
  readonly committed: CommittedOffset | undefined;
  readonly end: number | undefined;
  readonly member: MemberDescription | undefined;
}

/**
 * The partitions of a group: those of the members with most partitions first, those of nobody last.
 * @param ends by `partitionKey`
 */
export function offsetRows(
  { members }: GroupDescription,
  committed: readonly CommittedOffset[],
  ends: ReadonlyMap<string, number>,
): OffsetRow[] {
  const offsets = new Map(committed.map((each) => [partitionKey(each), each]));
  const toRow = ({ topic, partition }: TopicPartition, member?: MemberDescription): OffsetRow => ({
    ...{ topic, partition, member },
    committed: offsets.get(partitionKey({ topic, partition })),
    end: ends.get(partitionKey({ topic, partition })),
  });
  const assigned = members
    .toSorted((a, b) => b.assignment.length - a.assignment.length)
    .flatMap((member) =>
      member.assignment.toSorted(comparePartitions).map((of) => toRow(of, member)),
    );
  const taken = new Set(assigned.map(partitionKey));
  const free = committed
    .filter((each) => !taken.has(partitionKey(each)))
    .sort(comparePartitions)
    .map((of) => toRow(of));
  return [...assigned, ...free];
}

/** `--describe --offsets [--verbose]`, with an empty line before and behind. */
export function offsetsTable(
  group: string,
  rows: readonly OffsetRow[],
  verbose: boolean,
): string[] {
  const consumers = rows.map(({ member }) => member?.memberId ?? MISSING);
  const hosts = rows.map(({ member }) => member?.host ?? MISSING);
  const widths = [
    widthOf(15, [group]),
    widthOf(
      15,
      rows.map(({ topic }) => topic),
    ),
    10,
    ...(verbose ? [15] : []),
    ...[15, 15, 15, widthOf(15, consumers), widthOf(15, hosts), 0],
  ];
  const heading = [
    ...['GROUP', 'TOPIC', 'PARTITION', ...(verbose ? ['LEADER-EPOCH'] : [])],
    ...['CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG', 'CONSUMER-ID', 'HOST', 'CLIENT-ID'],
  ];
  const cells = ({ topic, partition, committed, end, member }: OffsetRow) => {
    const lag = committed === undefined || end === undefined ? MISSING : end - committed.offset;
    const epoch =
      committed === undefined || committed.leaderEpoch < 0 ? MISSING : committed.leaderEpoch;
    return [
      ...[group, topic, partition, ...(verbose ? [epoch] : [])],
      ...[committed?.offset ?? MISSING, end ?? MISSING, lag],
      ...[member?.memberId ?? MISSING, member?.host ?? MISSING, member?.clientId ?? MISSING],
    ];
  };
  return ['', columns(widths, heading), ...rows.map((row) => columns(widths, cells(row)))];
}

/** `--describe --members [--verbose]`, with an empty line before. */
export function membersTable(
  { groupId, members, assignmentEpoch }: GroupDescription,
  verbose: boolean,
): string[] {
  const withInstance = members.some(({ groupInstanceId }) => groupInstanceId !== null);
  const current = members.map(({ assignment }) => assignmentText(assignment));
  const targets = members.map(({ target = [] }) => assignmentText(target));
  const instances = members.map(({ groupInstanceId }) => groupInstanceId ?? '');
  const widest = (least: number, value: (member: MemberDescription) => string) =>
    widthOf(least, members.map(value));
  const widths = [
    widthOf(15, members.length === 0 ? [] : [groupId]),
    widest(15, ({ memberId }) => memberId),
    ...(withInstance ? [widthOf(17, instances)] : []),
    ...[widest(15, ({ host }) => host), widest(15, ({ clientId }) => clientId), 15],
    ...(verbose ? [15, widthOf(20, current), 15, widthOf(20, targets)] : [0]),
  ];
  const heading = [
    ...['GROUP', 'CONSUMER-ID', ...(withInstance ? ['GROUP-INSTANCE-ID'] : [])],
    ...['HOST', 'CLIENT-ID', '#PARTITIONS'],
    ...(verbose
      ? ['CURRENT-EPOCH', 'CURRENT-ASSIGNMENT', 'TARGET-EPOCH', 'TARGET-ASSIGNMENT']
      : ['']),
  ];
  const rows = members.map((member, index) => [
    ...[groupId, member.memberId, ...(withInstance ? [instances[index]!] : [])],
    ...[member.host, member.clientId, member.assignment.length],
    ...(verbose
      ? [member.epoch ?? MISSING, current[index]!, assignmentEpoch ?? MISSING, targets[index]!]
      : ['']),
  ]);
  return ['', columns(widths, heading), ...rows.map((row) => columns(widths, row))];
}

/** `--describe --state [--verbose]`, with an empty line before. */
export function stateTable(group: GroupDescription, verbose: boolean): string[] {
  const { host, port, nodeId } = group.coordinator;
  const coordinator = `${host}:${port}  (${nodeId})`;
  const widths = [
    ...[widthOf(15, [group.groupId]), widthOf(25, [coordinator]), 20, 20],
    ...(verbose ? [15, 25, 0] : [0]),
  ];
  const heading = [
    ...['GROUP', 'COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE'],
    ...(verbose ? ['GROUP-EPOCH', 'TARGET-ASSIGNMENT-EPOCH'] : []),
    '#MEMBERS',
  ];
  const cells = [
    ...[group.groupId, coordinator, group.assignor || MISSING, group.state],
    ...(verbose ? [group.epoch ?? MISSING, group.assignmentEpoch ?? MISSING] : []),
    group.members.length,
  ];
  return ['', columns(widths, heading), columns(widths, cells)];
}

/** `topic:0,1;other:0`. */
function assignmentText(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return MISSING;
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions.toSorted(comparePartitions)) {
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  }
  return Array.from(topics, ([topic, numbers]) => `${topic}:${numbers.join(',')}`).join(';');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}
