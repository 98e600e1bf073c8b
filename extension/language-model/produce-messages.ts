import { LOCAL } from '../clusters/cluster-id.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import { plural, t } from '../l10n.ts';
import { codeOf } from './code.ts';
import { meantCluster, nameOf } from './meant-cluster.ts';
import { meantTopic } from './meant-topic.ts';
import { type MessagesToSend, messagesToSend, sendingOf } from './messages-to-send.ts';
import { RecordSession } from './record-session.ts';
import { count } from './report.ts';
import { shownMessages } from './shown-messages.ts';
import type { Tool, ToolAccess } from './tool.ts';
import type { ToolInput } from './tool-input.ts';

/** Sends messages, when the user agrees to what exactly is sent where. */
export const produceMessages: Tool = {
  progress: (input) => t("Sending messages to '{0}'", input.text('topic') ?? ''),
  async confirmation(input, access) {
    const [cluster, to] = await allowed(input, access);
    const where = cluster.id === LOCAL ? t('Local Cluster') : cluster.name;
    const messages = plural(to.messages.length, '{0} message', '{0} messages');
    const title = t("Send {0} to '{1}' of {2}?", messages, to.topic, where);
    const place = t(
      'Topic {0} of {1} ({2}):',
      ...[codeOf(to.topic), codeOf(where), codeOf(cluster.kafka.bootstrap)],
    );
    return { title, message: `${place}\n\n${shownMessages(to)}` };
  },
  async run(input, access, cancelled) {
    const [cluster, to] = await allowed(input, access);
    const { service, serviceClusters } = access.records;
    const session = await RecordSession.at(await serviceClusters.of(cluster), service, cancelled);
    try {
      return {
        head: `Sent ${count(to.messages.length, 'message')} to ${to.topic} of ${nameOf(cluster)}.`,
        items: await sendAll(to, session, cancelled),
        narrower: 'All were sent.',
      };
    } finally {
      session.dispose();
    }
  },
};

/** @throws Error for what is not to be sent, or not there */
async function allowed(
  input: ToolInput,
  access: ToolAccess,
): Promise<[ReachableCluster, MessagesToSend]> {
  const to = messagesToSend(input);
  if (!access.isTrusted()) {
    throw new Error(
      'Nothing is sent in Restricted Mode. Ask the user to trust this workspace first (workbench.trust.manage).',
    );
  }
  const cluster = await meantCluster(input, access);
  if (cluster.connection?.readOnly) {
    throw new Error(
      `${cluster.name} is read-only: nothing is sent to it. The user can change that in the connection (millrace.editConnection).`,
    );
  }
  const { internal, partitions } = await meantTopic(input, cluster);
  if (internal) throw new Error(`${to.topic} is internal to Kafka: nothing is sent to it.`);
  const beyond = to.messages.find(({ partition = 0 }) => partition >= partitions);
  if (beyond !== undefined) {
    throw new Error(
      `There is no partition ${beyond.partition}: ${to.topic} has ${partitions}, counted from 0.`,
    );
  }
  return [cluster, to];
}

/** One after the other, in their order. @throws Error that says which were sent, if one cannot be or it is cancelled */
async function sendAll(
  to: MessagesToSend,
  session: RecordSession,
  cancelled: AbortSignal,
): Promise<string[]> {
  const sent: string[] = [];
  for (const [index, message] of to.messages.entries()) {
    try {
      cancelled.throwIfAborted();
      const { deliveries, problem } = await session.produce(sendingOf(to, message));
      const [delivery] = deliveries;
      if (delivery === undefined || 'problem' in delivery) {
        throw new Error(delivery?.problem ?? problem ?? 'there is no reason given.');
      }
      sent.push(`messages[${index}]: partition ${delivery.partition}, offset ${delivery.offset}`);
    } catch (error) {
      const before =
        sent.length === 0 ? 'Nothing was sent before.' : `Sent before: ${sent.join('; ')}.`;
      // Where the process or the cluster went away meanwhile nobody knows.
      throw new Error(
        `messages[${index}] may not have been sent: ${(error as Error).message} ${before}`,
      );
    }
  }
  return sent;
}
