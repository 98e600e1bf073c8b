import { formatAddress } from '../clusters/address.ts';
import type { ClusterContext } from '../context.ts';
import { t } from '../l10n.ts';
import { brokerFrom, chooseBroker } from './broker-choice.ts';
import { chooseTopic, topicMeant } from './topic-choice.ts';

/** Shows the form for a topic's configuration: that of the row or the name given, or of a chosen topic. */
export async function editTopicConfiguration(
  context: ClusterContext,
  argument?: unknown,
): Promise<void> {
  const name = await topicFrom(context, argument);
  if (name !== '') context.configuration.show({ kind: 'topic', name, cluster: context.target.id });
}

/** Shows the form for a broker's configuration: that of the row or the id given, or of a chosen broker. */
export async function editBrokerConfiguration(
  context: ClusterContext,
  argument?: unknown,
): Promise<void> {
  const broker = await brokerOf(context, argument);
  if (broker < 0) return;
  const { configuration, target } = context;
  configuration.show({ kind: 'broker', name: String(broker), cluster: target.id });
}

async function brokerOf(context: ClusterContext, argument: unknown): Promise<number> {
  const title = t('Edit Broker Configuration');
  if (context.target.connection === undefined || argument !== undefined) {
    return (await brokerFrom(context, title, argument, ['running'])).broker;
  }
  const { brokers } = await context.kafka.call('cluster', null);
  return chooseBroker(
    title,
    brokers.map((broker) => ({ id: broker.id, description: formatAddress(broker) })),
  );
}

async function topicFrom(context: ClusterContext, argument: unknown): Promise<string> {
  if (typeof argument === 'string') return argument;
  return topicMeant(argument) ?? (await chooseTopic(context, t('Edit Topic Configuration')));
}
