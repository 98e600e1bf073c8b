import type { StreamingContext } from '../context/streaming-context.ts';
import type { TopicPartition } from './kafka-client.ts';

/** Says which partitions are one receiver's. */
export type Share = (partition: TopicPartition) => boolean;

interface Member {
  readonly topics: ReadonlySet<string>;
}

const groups = new WeakMap<StreamingContext, Map<string, Member[]>>();

/**
 * Takes a receiver into a group. The partitions of a topic are dealt out to the receivers of the group in the context that
 * read the topic; those of other programs are not known.
 */
export function shareOf(context: StreamingContext, group: string, topics: Iterable<string>): Share {
  const ofContext = groups.get(context) ?? new Map<string, Member[]>();
  groups.set(context, ofContext);
  const members = ofContext.get(group) ?? [];
  ofContext.set(group, members);
  const self: Member = { topics: new Set(topics) };
  members.push(self);
  return ({ topic, partition }) => {
    const readers = members.filter((member) => member.topics.has(topic));
    return readers[partition % readers.length] === self;
  };
}
