import type { TopicSummary } from '../../server/contract/kafka-client/model.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import { nameOf } from './meant-cluster.ts';
import { didYouMean } from './near-names.ts';
import type { ToolInput } from './tool-input.ts';

/** The topic that an input names. @throws Error that says which are near, if there is none of the name */
export async function meantTopic(
  input: ToolInput,
  cluster: ReachableCluster,
): Promise<TopicSummary> {
  const name = input.required('topic', 'the name of a topic');
  const { topics } = await cluster.kafka.call('topics', null);
  const found = topics.find((topic) => topic.name === name);
  if (found !== undefined) return found;
  const near = didYouMean(
    name,
    topics.map((topic) => topic.name),
  );
  const instead = near || 'List its topics to see which there are.';
  throw new Error(`There is no topic ${name} in ${nameOf(cluster)}. ${instead}`);
}
