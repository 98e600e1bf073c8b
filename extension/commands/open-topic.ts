import type { ClusterContext } from '../context.ts';
import { t } from '../l10n.ts';
import { chooseTopic, topicMeant } from './topic-choice.ts';

/** Shows the view of a topic: that of the row, of `{ cluster, topic }`, or of a chosen one. */
export async function openTopic(context: ClusterContext, argument?: unknown): Promise<void> {
  const name = topicMeant(argument) ?? (await chooseTopic(context, t('Open Topic')));
  if (name !== '') context.topics.show({ cluster: context.target.id, name });
}
