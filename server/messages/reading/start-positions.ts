// Where the reading of partitions begins, and where it is to end.

import type { StartAt, StopWhen } from '../../contract/messages/reading.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { SpecialTime } from '../../node/kafka/list-offsets.ts';
import { firstWindow } from './last-records.ts';
import type { PartitionState } from './partition-state.ts';
import type { FoundOffset, TopicSource } from './topic-source.ts';

/** What is read of a partition. */
export interface Located {
  readonly from: number;
  readonly until: number;
  readonly earliest: number;
  /** The log's end. */
  readonly end: number;
  /** What the user has to know of it. */
  readonly notice?: string;
}

export interface Positions {
  readonly start: StartAt;
  readonly stop: StopWhen;
}

/**
 * Where partitions begin that one broker leads.
 * @param count how many partitions are read, of all brokers
 * @returns by partition, with the broker's reason where it refuses one
 * @throws UserError when it does not answer
 */
export async function locate(
  source: TopicSource,
  broker: number,
  states: readonly PartitionState[],
  { start, stop }: Positions,
  count: number,
): Promise<Map<number, Located | KafkaError>> {
  const ask = async (timestamp: number, which = states) => {
    if (which.length === 0) return new Map<number, FoundOffset | KafkaError>();
    return await source.offsets(
      broker,
      which.map(({ partition }) => ({ partition, timestamp })),
    );
  };
  // A request names each partition once.
  const ends = await ask(SpecialTime.latest);
  const earliests = await ask(SpecialTime.earliest);
  const since =
    start.kind === 'timestamp'
      ? await ask(
          start.timestamp,
          states.filter(({ manner }) => manner === 'start'),
        )
      : new Map<number, FoundOffset | KafkaError>();
  const located = new Map<number, Located | KafkaError>();
  for (const state of states) {
    const { partition } = state;
    const found = [ends.get(partition)!, earliests.get(partition)!, since.get(partition)];
    const refused = found.find((each) => each instanceof KafkaError);
    if (refused !== undefined) located.set(partition, refused);
    else {
      const [end, earliest, sinceTime] = (found as (FoundOffset | undefined)[]).map(
        (each) => each?.offset ?? -1,
      ) as [number, number, number];
      const from = beginning(state, start, { earliest, end, sinceTime, count });
      const until = Math.min(
        stop.atEnd === true || start.kind === 'last' ? end : Number.POSITIVE_INFINITY,
        stop.offset ?? Number.POSITIVE_INFINITY,
        state.until,
      );
      const notice = noticeFor(state, earliest, from);
      located.set(partition, { from, until, earliest, end, ...(notice && { notice }) });
    }
  }
  return located;
}

interface Bounds {
  readonly earliest: number;
  readonly end: number;
  /** -1 where no record is so late. */
  readonly sinceTime: number;
  readonly count: number;
}

function beginning(state: PartitionState, start: StartAt, bounds: Bounds): number {
  const { earliest, end, sinceTime, count } = bounds;
  const within = (offset: number) => Math.min(Math.max(offset, earliest), end);
  if (state.manner === 'earliest') return earliest;
  if (state.manner === 'nearest') return within(state.position);
  switch (start.kind) {
    case 'earliest':
      return earliest;
    case 'latest':
      return end;
    case 'offset':
      return within(start.offset);
    case 'timestamp':
      return sinceTime < 0 ? end : sinceTime;
    case 'last':
      return within(end - firstWindow(start.count, count));
  }
}

function noticeFor(
  { manner, position }: PartitionState,
  earliest: number,
  from: number,
): string | undefined {
  if (manner !== 'nearest') return undefined;
  return position < earliest
    ? `Records from offset ${position} to ${from - 1} were deleted before they were read, by retention or by somebody.`
    : `The log has become shorter: it ends before offset ${position} now, and is read on from ${from}.`;
}
