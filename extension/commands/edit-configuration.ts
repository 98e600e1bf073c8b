import type { RunningContext } from '../context.ts';
import { t } from '../l10n.ts';
import { brokerFrom } from './broker-choice.ts';
import { chooseTopic, isNode } from './topic-choice.ts';

/** Shows the form for a topic's configuration: that of the row or the name given, or of a chosen topic. */
export async function editTopicConfiguration(
  context: RunningContext,
  argument?: unknown,
): Promise<void> {
  const name = await topicFrom(context, argument);
  if (name !== '') context.configuration.show({ kind: 'topic', name });
}

/** Shows the form for a broker's configuration: that of the row or the id given, or of a chosen broker. */
export async function editBrokerConfiguration(
  context: RunningContext,
  argument?: unknown,
): Promise<void> {
  const title = t('Edit Broker Configuration');
  const { broker } = await brokerFrom(context, title, argument, ['running']);
  if (broker >= 0) context.configuration.show({ kind: 'broker', name: String(broker) });
}

async function topicFrom(context: RunningContext, argument: unknown): Promise<string> {
  if (typeof argument === 'string') return argument;
  if (isNode(argument) && argument.kind === 'topic') return argument.topic;
  return chooseTopic(context, t('Edit Topic Configuration'));
}
