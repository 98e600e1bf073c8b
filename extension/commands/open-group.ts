import type { ClusterContext } from '../context.ts';
import { t } from '../l10n.ts';
import { groupMeant } from './group-choice.ts';
import { askText } from './questions.ts';

/** Shows a consumer group: that of the row, of `{ group }`, or a chosen one. @throws Cancelled */
export async function openGroup(context: ClusterContext, argument?: unknown): Promise<void> {
  const name = await groupMeant(context, t('Open Consumer Group'), argument);
  if (name !== '') context.groups.show({ cluster: context.target.id, name });
}

/**
 * Asks for the name of a new consumer group, unless it is called with `{ name }`, and shows the form where its offsets are chosen: with them it
 * comes into being.
 * @throws Cancelled; Error if there is such a group.
 */
export async function createGroup(context: ClusterContext, argument?: unknown): Promise<void> {
  const names = await context.kafka.call('groupNames', null);
  const check = (name: string) => {
    if (name.trim() === '') return t('A consumer group needs a name.');
    return names.includes(name) ? t("There is a group '{0}' already.", name) : undefined;
  };
  const name = hasName(argument) ? argument.name : await askName(check);
  const problem = check(name);
  if (problem !== undefined) throw new Error(problem);
  context.groups.show({ cluster: context.target.id, name }, {});
}

async function askName(check: (name: string) => string | undefined): Promise<string> {
  const step = { title: t('Create Consumer Group'), step: 1, of: 1 };
  const prompt = t('The name of the group. Its offsets are chosen next.');
  const answer = await askText(step, { prompt, check });
  return answer === 'back' ? '' : answer.value;
}

function hasName(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value;
}
