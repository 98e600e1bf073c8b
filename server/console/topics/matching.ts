import type { Cluster, TopicMetadata } from '../../node/kafka/cluster.ts';
import { isInternal, topicFilter } from '../cluster/topic-filter.ts';
import { type Terminal, ToolError } from '../command.ts';
import type { Given } from './options.ts';

/** The topics that `--topic` and `--exclude-internal` mean, by name. */
export async function matchingTopics(cluster: Cluster, given: Given): Promise<TopicMetadata[]> {
  const { topics } = await cluster.metadata();
  const matches = given.topic === undefined ? () => true : topicFilter(given.topic);
  return topics
    .filter(({ name }) => matches(name!) && !(given['exclude-internal'] && isInternal(name!)))
    .sort((a, b) => (a.name! < b.name! ? -1 : 1));
}

/** The same. @throws ToolError where there are none, unless `--if-exists` allows for it */
export async function existingTopics(cluster: Cluster, given: Given): Promise<TopicMetadata[]> {
  const topics = await matchingTopics(cluster, given);
  if (topics.length > 0 || !given.topic || given['if-exists']) return topics;
  throw new ToolError(`Topic '${given.topic}' does not exist as expected`);
}

/** `--list` */
export async function listTopics(
  cluster: Cluster,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const topics = await matchingTopics(cluster, given);
  terminal.out(topics.map(({ name }) => name).join('\n'));
}
