import { checkMorePartitions } from '../clusters/topic-config.ts';
import type { ClusterContext } from '../context.ts';
import { plural, t } from '../l10n.ts';
import { askText } from './questions.ts';
import { chooseTopic, isNode } from './topic-choice.ts';

/** What `addPartitions` is called with by other code instead of being asked for. */
export interface MorePartitions {
  readonly topic: string;
  /** How many there are to be in all. */
  readonly count: number;
}

/**
 * Gives a topic more partitions: that of the row, of a `MorePartitions`, or a chosen one. Resolves to how
 * many it has then.
 * @throws Cancelled; Error with the broker's reason.
 */
export async function addPartitions(context: ClusterContext, argument?: unknown): Promise<number> {
  const wanted = isMorePartitions(argument) ? argument : await ask(context, argument);
  await context.kafka.call('createPartitions', wanted);
  await context.explorer.refresh(context.target.id);
  return wanted.count;
}

async function ask(context: ClusterContext, argument: unknown): Promise<MorePartitions> {
  const title = t('Add Partitions');
  const isTopic = isNode(argument) && argument.kind === 'topic';
  const topic = isTopic ? argument.topic : await chooseTopic(context, title);
  const now = (await context.kafka.call('replicas', [topic])).length;
  const answer = await askText(
    { title: `${title}: ${topic}`, step: 1, of: 1 },
    {
      prompt: `${t('How many partitions there are to be in all.')} ${plural(
        now,
        'There is {0} now; records with a key may go to another one from then on.',
        'There are {0} now; records with a key may go to another one from then on.',
      )}`,
      value: String(now + 1),
      check: (text) => checkMorePartitions(text, now),
    },
  );
  return { topic, count: answer === 'back' ? now : Number(answer.value) };
}

function isMorePartitions(value: unknown): value is MorePartitions {
  return typeof value === 'object' && value !== null && 'topic' in value && 'count' in value;
}
