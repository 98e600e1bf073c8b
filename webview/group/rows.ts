import type {
  GroupOffset,
  GroupSnapshot,
  TopicPartition,
} from '../../server/contract/kafka-client/groups.ts';
import type { GroupMember } from '../../server/contract/kafka-client/model.ts';
import type { GroupColumn, KeptGroup } from '../contract/group.ts';

/** A partition of the group as the table shows it. */
export interface PartitionRow extends GroupOffset {
  /** `topic-partition`. */
  readonly key: string;
  /** Records that the group has yet to read; absent where that cannot be told. */
  readonly lag?: number;
  /** Who reads it. */
  readonly reader?: GroupMember;
  /** Whether what was committed is not in the log any more. */
  readonly isLost: boolean;
}

export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/** All rows, by topic, then partition. @param lags by `topic-partition` */
export function rowsOf(
  { offsets, members }: GroupSnapshot,
  lags: Readonly<Record<string, number>>,
): PartitionRow[] {
  const readers = new Map(members.map((member) => [member.id, member]));
  return offsets.map((offset) => {
    const { committed, earliest, member } = offset;
    const key = keyOf(offset);
    const lag = lags[key];
    const reader = member === undefined ? undefined : readers.get(member);
    return {
      ...offset,
      key,
      ...(lag !== undefined && { lag }),
      ...(reader !== undefined && { reader }),
      isLost: committed !== undefined && earliest !== undefined && committed < earliest,
    };
  });
}

/** The sum of the lags that are known; undefined if none is. */
export function totalLag(rows: readonly PartitionRow[]): number | undefined {
  const known = rows.flatMap(({ lag }) => (lag === undefined ? [] : [lag]));
  return known.length === 0 ? undefined : known.reduce((sum, lag) => sum + lag, 0);
}

/** A member's own words for itself: its `group.instance.id`, or else its client's id. */
export function nameOf({ instanceId, clientId }: GroupMember): string {
  return instanceId ?? clientId;
}

/** What is chosen of the rows, in the order that is chosen. */
export function shownRows(
  rows: readonly PartitionRow[],
  { filter, laggingOnly, sort }: Pick<KeptGroup, 'filter' | 'laggingOnly' | 'sort'>,
): PartitionRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = rows.filter((row) => {
    if (laggingOnly && !row.lag) return false;
    if (words.length === 0) return true;
    const { reader } = row;
    const text = [row.key, reader?.clientId, reader?.instanceId, reader?.host, reader?.id]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const turn = sort.descending ? -1 : 1;
  return matching.sort((a, b) => turn * compare(a, b, sort.column) || byPlace(a, b));
}

function compare(a: PartitionRow, b: PartitionRow, column: GroupColumn): number {
  switch (column) {
    case 'topic':
      return byText(a.topic, b.topic);
    case 'partition':
      return a.partition - b.partition;
    case 'member':
      return byText(a.reader && nameOf(a.reader), b.reader && nameOf(b.reader));
    default:
      return byNumber(a[column], b[column]);
  }
}

function byPlace(a: PartitionRow, b: PartitionRow): number {
  return byText(a.topic, b.topic) || a.partition - b.partition;
}

function byNumber(a = -1, b = -1): number {
  return a - b;
}

function byText(a = '', b = ''): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Numbers in order, as ranges where they follow one another: `0-3, 7`. */
export function rangesText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
