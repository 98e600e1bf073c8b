import type * as vscode from 'vscode';
import type { TopicSummary } from '../../server/contract/kafka-client/model.ts';
import type { ClusterContext } from '../context.ts';
import type { Node } from '../explorer/nodes.ts';
import { plural, t } from '../l10n.ts';
import { askChoice, askChoices, type Step } from './questions.ts';

interface TopicItem extends vscode.QuickPickItem {
  readonly topic: TopicSummary;
}

/**
 * The rows that a command of the view is about: all selected ones if the clicked one is among them,
 * else that one. None if it was not called from there.
 */
export function rowsMeant(clicked: unknown, selected: unknown): readonly Node[] {
  const rows = Array.isArray(selected) && selected.includes(clicked) ? selected : [clicked];
  const [about] = [clicked].filter(isNode);
  // A command does nothing to two clusters at once.
  return rows.filter(isNode).filter(({ cluster }) => cluster === about?.cluster);
}

/** The topics among those rows; undefined if there is none. */
export function topicsAmong(clicked: unknown, selected: unknown): string[] | undefined {
  const rows = rowsMeant(clicked, selected);
  const names = rows.flatMap((row) => (row.kind === 'topic' ? [row.topic] : []));
  return names.length === 0 ? undefined : names;
}

/** Whether a command's argument is a row of the view. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/** The one topic that a command was called for: by a row, or by other code with `{ cluster, topic }`. */
export function topicMeant(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('topic' in argument)) return undefined;
  if (isNode(argument) && argument.kind !== 'topic' && argument.kind !== 'partition')
    return undefined;
  return String(argument.topic);
}

/** Lets the user choose topics, those selected in the view first. @throws Cancelled */
export async function chooseTopics(
  context: ClusterContext,
  title: string,
): Promise<readonly string[]> {
  const marked = context.explorer.selection.flatMap((node) =>
    node.kind === 'topic' && node.cluster === context.target.id ? [node.topic] : [],
  );
  const items = (await topicItems(context)).map((item) => ({
    ...item,
    picked: marked.includes(item.label),
  }));
  const answer = await askChoices(onlyStep(title), t('Choose topics'), items);
  return answer === 'back' ? [] : answer.value.map(({ topic }) => topic.name);
}

/** Lets the user choose one topic. @throws Cancelled */
export async function chooseTopic(context: ClusterContext, title: string): Promise<string> {
  const answer = await askChoice(onlyStep(title), t('Choose a topic'), await topicItems(context));
  return answer === 'back' ? '' : answer.value.topic.name;
}

/** All topics that are not internal. @throws Error if there is none. */
async function topicItems({ kafka }: ClusterContext): Promise<TopicItem[]> {
  const { topics } = await kafka.call('topics', null);
  const items = topics
    .filter(({ internal }) => !internal)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((topic) => ({
      label: topic.name,
      description: plural(topic.partitions, '{0} partition', '{0} partitions'),
      topic,
    }));
  if (items.length === 0) throw new Error(t('There is no topic yet.'));
  return items;
}

function onlyStep(title: string): Step {
  return { title, step: 1, of: 1 };
}
