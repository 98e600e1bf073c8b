import type { ClusterContext } from '../context.ts';
import { formatNumber, t } from '../l10n.ts';
import { detailOf, throwIfAny } from './delete-topics.ts';
import { chooseGroups, groupOf } from './group-choice.ts';
import { confirm } from './questions.ts';
import { whyInUse } from './reset-offsets.ts';
import { rowsMeant } from './topic-choice.ts';

/** What a command is called with by other code instead of being asked for. */
export interface GroupsToDelete {
  readonly groups: readonly string[];
  /** Whether the user has agreed already. */
  readonly confirmed?: boolean;
}

/**
 * Deletes consumer groups: those of the view's rows, of `GroupsToDelete`, or chosen ones. Resolves to the names of those that
 * were deleted.
 * @throws Cancelled; Error that names groups with members, or with the broker's reasons.
 */
export async function deleteGroups(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<readonly string[]> {
  const { groups, confirmed } = await groupsFrom(context, argument, selected);
  if (groups.length === 0) return [];
  const inUse = await Promise.all(groups.map((group) => whyInUse(context, group)));
  const reasons = inUse.filter((reason) => reason !== undefined);
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  const agreed =
    confirmed ||
    (await confirm(
      groups.length === 1
        ? t("Delete group '{0}' with its offsets?", String(groups[0]))
        : t('Delete {0} groups with their offsets?', formatNumber(groups.length)),
      detailOf(groups),
      t('Delete'),
      context.target,
    ));
  if (!agreed) return [];
  const failures = await context.kafka.call('deleteGroups', groups);
  const deleted = groups.filter((group) => failures.every(({ what }) => what !== group));
  for (const name of deleted) context.groups.close({ cluster: context.target.id, name });
  await context.explorer.refresh(context.target.id);
  throwIfAny(failures);
  return deleted;
}

async function groupsFrom(
  context: ClusterContext,
  argument: unknown,
  selected: unknown,
): Promise<GroupsToDelete> {
  if (typeof argument === 'object' && argument !== null && 'groups' in argument) {
    return argument as GroupsToDelete;
  }
  const names = rowsMeant(argument, selected).map(groupOf);
  const groups = [...new Set(names.filter((name) => name !== undefined))];
  if (groups.length > 0) return { groups };
  return { groups: await chooseGroups(context, t('Delete Consumer Group')) };
}
