import type { Failure } from '../../server/contract/kafka-client/methods.ts';
import type { ClusterContext } from '../context.ts';
import { formatNumber, t } from '../l10n.ts';
import { confirm } from './questions.ts';
import { chooseTopics, topicsAmong } from './topic-choice.ts';

/** What a command is called with by other code instead of being asked for. */
export interface TopicsToDelete {
  readonly topics: readonly string[];
  /** Whether the user has agreed already. */
  readonly confirmed?: boolean;
}

/**
 * Deletes topics: those of the view's rows, those of a `TopicsToDelete`, or chosen ones. Resolves to
 * the names of those that were deleted.
 * @throws Cancelled; Error with the broker's reasons.
 */
export async function deleteTopics(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<readonly string[]> {
  const { topics, confirmed } = await topicsFrom(context, t('Delete Topic'), argument, selected);
  if (topics.length === 0) return [];
  const agreed =
    confirmed ||
    (await confirm(
      topics.length === 1
        ? t("Delete topic '{0}' with all its records?", String(topics[0]))
        : t('Delete {0} topics with all their records?', formatNumber(topics.length)),
      detailOf(topics),
      t('Delete'),
      context.target,
    ));
  if (!agreed) return [];
  const failures = await context.kafka.call('deleteTopics', topics);
  await context.explorer.refresh(context.target.id);
  throwIfAny(failures);
  return topics;
}

/** The topics that a command is about, however it was called. @throws Cancelled */
export async function topicsFrom(
  context: ClusterContext,
  title: string,
  argument: unknown,
  selected: unknown,
): Promise<TopicsToDelete> {
  if (typeof argument === 'object' && argument !== null && 'topics' in argument) {
    return argument as TopicsToDelete;
  }
  // A key was pressed in the view: it is about what is selected there. Which row has the focus VS Code
  // does not tell, so with nothing selected the user is asked.
  const selection = context.explorer.selection.filter(
    ({ cluster }) => cluster === context.target.id,
  );
  if (argument === 'selection' && selection.length > 0) {
    return { topics: topicsAmong(selection[0], selection) ?? [] };
  }
  return { topics: topicsAmong(argument, selected) ?? (await chooseTopics(context, title)) };
}

/** The names, where the question does not hold them. */
export function detailOf(topics: readonly string[]): string {
  const most = 15;
  const names = topics.length === 1 ? [] : topics.slice(0, most);
  const more = topics.length - most;
  return [
    ...names,
    ...(more > 0 ? [t('… and {0} more', formatNumber(more))] : []),
    ...(names.length > 0 ? [''] : []),
    t('This cannot be undone.'),
  ].join('\n');
}

/** @throws Error naming what failed and why. */
export function throwIfAny(failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  throw new Error(failures.map(({ what, message }) => `${what}: ${message}`).join('\n'));
}
