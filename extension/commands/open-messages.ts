import type { WantedRecords } from '../../webview/contract/messages.ts';
import type { ClusterContext } from '../context.ts';
import { t } from '../l10n.ts';
import { chooseTopic, isNode } from './topic-choice.ts';

/** What other code and links call `openMessages` with. */
export interface MeantMessages extends WantedRecords {
  readonly topic: string;
}

/** Shows a topic's messages: those of the row, of a `MeantMessages`, or of a chosen topic. */
export async function openMessages(context: ClusterContext, argument?: unknown): Promise<void> {
  const { topic, ...wanted } = await meant(context, argument);
  if (topic === '') return;
  const isForSome = Object.keys(wanted).length > 0;
  const subject = { topic, cluster: context.target.id };
  context.messages.show(subject, isForSome ? wanted : undefined);
}

async function meant(context: ClusterContext, argument: unknown): Promise<MeantMessages> {
  if (typeof argument === 'string') return { topic: argument };
  if (isNode(argument)) {
    if (argument.kind === 'partition') {
      return { topic: argument.topic, partition: argument.partition };
    }
    if (argument.kind === 'topic') return { topic: argument.topic };
  } else if (isMeant(argument)) {
    const { topic, partition, offset, timestamp } = argument;
    return {
      topic,
      ...(partition !== undefined && { partition }),
      ...(offset !== undefined && { offset }),
      ...(timestamp !== undefined && { timestamp }),
    };
  }
  return { topic: await chooseTopic(context, t('Open Messages')) };
}

function isMeant(value: unknown): value is MeantMessages {
  return typeof value === 'object' && value !== null && 'topic' in value;
}
