import type { PlannedChange, ResetRequest } from '../../server/contract/kafka-client/groups.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { ClusterContext } from '../context.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { throwIfAny } from './delete-topics.ts';
import { groupMeant, scopeOf } from './group-choice.ts';
import { confirm } from './questions.ts';

/** What a command is called with by other code instead of showing a form. */
export interface OffsetsToReset extends ResetRequest {
  /** Whether the user has agreed already. */
  readonly confirmed?: boolean;
}

/**
 * Shows the form for resetting a group's offsets: of the row's group, topic or partitions, or of a chosen group. Called with
 * `OffsetsToReset` it shows none, and resolves to what was changed, or undefined if the user did not agree.
 * @throws Cancelled; Error with the reason why nothing can be reset.
 */
export async function resetOffsets(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<readonly PlannedChange[] | undefined> {
  if (isRequest(argument)) return reset(context, argument);
  const name = await groupMeant(context, t('Reset Offsets'), argument);
  if (name === '') return undefined;
  const scope = scopeOf(argument, selected);
  context.groups.show({ cluster: context.target.id, name }, scope === undefined ? {} : { scope });
  return undefined;
}

/** Asks whether to make these changes, and shows the first of them. */
export function agreesToReset(
  target: ReachableCluster,
  group: string,
  changes: readonly PlannedChange[],
): Promise<boolean> {
  const most = 15;
  const lines = changes
    .slice(0, most)
    .map(({ topic, partition, before, after }) =>
      t('{0}, partition {1}: {2} → {3}', topic, partition, offsetText(before), offsetText(after)),
    );
  const more = changes.length - most;
  const detail = [...lines, ...(more > 0 ? [t('… and {0} more', formatNumber(more))] : [])];
  return confirm(
    changes.length === 1
      ? t("Reset an offset of group '{0}'?", group)
      : t("Reset {0} offsets of group '{1}'?", formatNumber(changes.length), group),
    detail.join('\n'),
    t('Reset'),
    target,
  );
}

/** Why a group's offsets cannot be changed now, and what to do; undefined if they can. */
export async function whyInUse(
  { kafka }: Pick<ClusterContext, 'kafka'>,
  group: string,
): Promise<string | undefined> {
  const { members } = await kafka.call('group', group);
  if (members.length === 0) return undefined;
  const clients = [...new Set(members.map(({ clientId, host }) => `${clientId} (${host})`))];
  return t(
    "Group '{0}' has {1}: {2}. Stop these consumers first.",
    group,
    plural(members.length, '{0} member', '{0} members'),
    clients.join(', '),
  );
}

async function reset(
  context: ClusterContext,
  { confirmed, ...request }: OffsetsToReset,
): Promise<readonly PlannedChange[] | undefined> {
  const { group, target, scope } = request;
  const inUse = await whyInUse(context, group);
  if (inUse !== undefined) throw new Error(inUse);
  const plan = await context.kafka.call('planReset', {
    ...{ group, target },
    ...(scope !== undefined && { scope }),
  });
  const changes = plan.filter(({ after }) => after !== undefined);
  if (changes.length === 0) throw new Error(t('There are no offsets to reset.'));
  if (!confirmed && !(await agreesToReset(context.target, group, changes))) return undefined;
  const offsets = changes.map(({ topic, partition, after = 0 }) => ({
    ...{ topic, partition, offset: after },
  }));
  const failures = await context.kafka.call('commitOffsets', { group, offsets });
  await context.explorer.refresh(context.target.id);
  throwIfAny(failures);
  return changes;
}

function offsetText(offset: number | undefined): string {
  return offset === undefined ? t('none') : formatNumber(offset);
}

function isRequest(value: unknown): value is OffsetsToReset {
  return (
    typeof value === 'object' &&
    value !== null &&
    'group' in value &&
    'target' in value &&
    !('kind' in value)
  );
}
