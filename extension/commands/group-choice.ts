import type * as vscode from 'vscode';
import type { ResetScope, TopicPartition } from '../../server/contract/kafka-client/groups.ts';
import type { ClusterContext } from '../context.ts';
import type { Node } from '../explorer/nodes.ts';
import { t } from '../l10n.ts';
import { askChoice, askChoices } from './questions.ts';
import { isNode, rowsMeant } from './topic-choice.ts';

interface GroupItem extends vscode.QuickPickItem {
  readonly group: string;
}

/** The group that a row is about, or is below; undefined for other rows. */
export function groupOf(row: unknown): string | undefined {
  return isNode(row) && 'group' in row ? row.group : undefined;
}

/** The group of a command's argument: a row, a name, `{ group }`, or one that the user chooses; '' for none. @throws Cancelled */
export async function groupMeant(
  context: ClusterContext,
  title: string,
  argument: unknown,
): Promise<string> {
  if (typeof argument === 'string' && argument !== 'selection') return argument;
  const named = groupOf(argument) ?? (hasGroup(argument) ? argument.group : undefined);
  if (named !== undefined) return named;
  const step = { title, step: 1, of: 1 };
  const answer = await askChoice(step, t('Choose a consumer group'), await groupItems(context));
  return answer === 'back' ? '' : answer.value.group;
}

/** Lets the user choose groups, those selected in the view first. @throws Cancelled */
export async function chooseGroups(
  context: ClusterContext,
  title: string,
): Promise<readonly string[]> {
  const marked = context.explorer.selection
    .filter(({ cluster }) => cluster === context.target.id)
    .map(groupOf);
  const items = (await groupItems(context)).map((item) => ({
    ...item,
    picked: marked.includes(item.group),
  }));
  const answer = await askChoices({ title, step: 1, of: 1 }, t('Choose consumer groups'), items);
  return answer === 'back' ? [] : answer.value.map(({ group }) => group);
}

/** The topics and partitions of one group that rows are about; undefined if they are about all that it has. */
export function scopeOf(clicked: unknown, selected: unknown): ResetScope | undefined {
  const group = groupOf(clicked);
  const rows = rowsMeant(clicked, selected).filter((row) => groupOf(row) === group);
  const topics = rows.flatMap((row) => (row.kind === 'groupTopic' ? [row.topic] : []));
  const partitions = rows.flatMap((row): TopicPartition[] =>
    isOfOnePartition(row) && !topics.includes(row.topic)
      ? [{ topic: row.topic, partition: row.partition }]
      : [],
  );
  return topics.length + partitions.length === 0 ? undefined : { topics, partitions };
}

function isOfOnePartition(row: Node): row is Extract<Node, { kind: 'groupPartition' }> {
  return row.kind === 'groupPartition';
}

/** @throws Error if there is none. */
async function groupItems({ kafka }: ClusterContext): Promise<GroupItem[]> {
  const names = await kafka.call('groupNames', null);
  if (names.length === 0) throw new Error(t('There is no consumer group yet.'));
  return names.map((group) => ({ label: group, group }));
}

function hasGroup(value: unknown): value is { readonly group: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'group' in value &&
    typeof value.group === 'string'
  );
}
