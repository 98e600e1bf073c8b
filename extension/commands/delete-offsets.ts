import type * as vscode from 'vscode';
import type { TopicPartition } from '../../server/contract/kafka-client/groups.ts';
import type { ClusterContext } from '../context.ts';
import { formatNumber, t } from '../l10n.ts';
import { detailOf, throwIfAny } from './delete-topics.ts';
import { groupMeant, scopeOf } from './group-choice.ts';
import { askChoices, confirm } from './questions.ts';
import { whyInUse } from './reset-offsets.ts';

/** What a command is called with by other code instead of being asked for. */
export interface OffsetsToDelete {
  readonly group: string;
  readonly partitions: readonly TopicPartition[];
  /** Whether the user has agreed already. */
  readonly confirmed?: boolean;
}

/**
 * Deletes what a group has committed: for the topics and partitions of the view's rows, of `OffsetsToDelete`, or chosen ones.
 * Resolves to the partitions, or undefined if the user did not agree.
 * @throws Cancelled; Error with the reason why they cannot be deleted.
 */
export async function deleteOffsets(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<readonly TopicPartition[] | undefined> {
  const { group, partitions, confirmed } = isOffsets(argument)
    ? argument
    : await askForOffsets(context, argument, selected);
  if (partitions.length === 0) return undefined;
  const inUse = await whyRead(context, group, partitions);
  if (inUse !== undefined) throw new Error(inUse);
  const agreed =
    confirmed ||
    (await confirm(
      t("Delete {0} of group '{1}'?", whatOf(partitions), group),
      detailOf(partitions.map((of) => t('{0}, partition {1}', of.topic, of.partition))),
      t('Delete'),
      context.target,
    ));
  if (!agreed) return undefined;
  const failures = await context.kafka.call('deleteOffsets', { group, partitions });
  await context.explorer.refresh(context.target.id);
  throwIfAny(failures);
  return partitions;
}

interface TopicItem extends vscode.QuickPickItem {
  readonly partitions: readonly TopicPartition[];
}

async function askForOffsets(
  context: ClusterContext,
  argument: unknown,
  selected: unknown,
): Promise<OffsetsToDelete> {
  const title = t('Delete Offsets');
  const group = await groupMeant(context, title, argument);
  if (group === '') return { group, partitions: [] };
  const { offsets } = await context.kafka.call('group', group);
  const committed = offsets.filter((row) => row.committed !== undefined);
  if (committed.length === 0) throw new Error(t("Group '{0}' has committed no offsets.", group));
  const scope = scopeOf(argument, selected);
  const meant = committed.filter(({ topic, partition }) => {
    if (scope === undefined || scope.topics.includes(topic)) return true;
    return scope.partitions.some((each) => each.topic === topic && each.partition === partition);
  });
  const partitions = scope === undefined ? await chooseTopicsOf(title, meant) : meant;
  return { group, partitions };
}

/** Why these offsets cannot be deleted now, and what to do; undefined if no member reads their topics. */
async function whyRead(
  context: ClusterContext,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<string | undefined> {
  const { members } = await context.kafka.call('group', group);
  const read = members.flatMap(({ assigned }) => assigned.map(({ topic }) => topic));
  const isRead = partitions.some(({ topic }) => read.includes(topic));
  return isRead ? whyInUse(context, group) : undefined;
}

function whatOf(partitions: readonly TopicPartition[]): string {
  const [first] = partitions;
  return partitions.length === 1 && first !== undefined
    ? t('the offset for {0}, partition {1}', first.topic, first.partition)
    : t('{0} offsets', formatNumber(partitions.length));
}

/** Those of the topics that the user chooses. @throws Cancelled */
async function chooseTopicsOf(
  title: string,
  offsets: readonly TopicPartition[],
): Promise<readonly TopicPartition[]> {
  const topics = [...new Set(offsets.map(({ topic }) => topic))];
  const items = topics.map((topic): TopicItem => {
    const partitions = offsets
      .filter((each) => each.topic === topic)
      .map(({ partition }) => ({ topic, partition }));
    const numbers = partitions.map(({ partition }) => partition).join(', ');
    return { label: topic, description: t('partitions {0}', numbers), partitions };
  });
  const answer = await askChoices({ title, step: 1, of: 1 }, t('Choose topics'), items);
  return answer === 'back' ? [] : answer.value.flatMap((item) => item.partitions);
}

function isOffsets(value: unknown): value is OffsetsToDelete {
  return typeof value === 'object' && value !== null && 'partitions' in value;
}
