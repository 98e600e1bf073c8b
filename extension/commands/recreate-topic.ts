import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { TopicDefinition } from '../../server/contract/kafka-client/topics.ts';
import { commandOf, linesOf } from '../clusters/topic-definition.ts';
import type { UnfinishedTopic } from '../clusters/unfinished-topics.ts';
import type { ClusterContext, Context } from '../context.ts';
import { Command } from '../contributions.ts';
import { t } from '../l10n.ts';
import { throwIfAny } from './delete-topics.ts';
import { askChoice, confirm } from './questions.ts';
import { chooseTopic, topicMeant } from './topic-choice.ts';

/** How long a topic may take to be gone, in milliseconds, and how often that is asked. */
const GONE_MS = 30_000;
const POLL_MS = 100;

/**
 * Deletes a topic and creates it again, with as many partitions and the same configuration: what is left are its definition and
 * the offsets of groups. Its definition is kept until it is there again. Resolves to its name, or to undefined if it is not.
 * @throws Cancelled; Error with the broker's reason, the topic being as it was.
 */
export async function recreateTopic(
  context: ClusterContext,
  argument?: unknown,
): Promise<string | undefined> {
  const { kafka, target, unfinished } = context;
  const meant = topicMeant(argument);
  const begun = await unfinishedMeant(context, meant);
  if (begun !== undefined) return createAgain(context, begun);
  const name = meant ?? (await chooseTopic(context, t('Recreate Topic')));
  if (name === '') return undefined;
  const id = await idOf(context, name);
  const definition = await kafka.call('topicDefinition', name);
  const problem = await kafka.call('whyNotCreate', definition);
  if (problem !== null) {
    throw new Error(
      t("'{0}' is left as it is: it could not be created again like this. {1}", name, problem),
    );
  }
  const isAgreed = typeof argument === 'object' && argument !== null && 'confirmed' in argument;
  if (!isAgreed && !(await agreed(context, definition))) return undefined;
  // Agreed was to this topic as it was, while somebody else may have recreated it, or given it another configuration.
  const now = await kafka.call('topicDefinition', name);
  if ((await idOf(context, name)) !== id || !isDeepStrictEqual(now, definition)) {
    throw new Error(
      t("'{0}' is left as it is: it has changed meanwhile. Look at it, and try again.", name),
    );
  }
  await unfinished.keep(target.id, definition);
  // Brokers that have not done it in time, or did not answer, may do it yet: it stays kept, until it is seen that the topic is there.
  throwIfAny(await kafka.call('deleteTopics', [name]));
  return createAgain(context, definition);
}

/** Tells a topic from another one of its name. Undefined if there is none. */
async function idOf({ kafka }: ClusterContext, name: string): Promise<string | undefined> {
  const { topics } = await kafka.call('topics', null);
  return topics.find((topic) => topic.name === name)?.id;
}

function agreed({ target }: ClusterContext, definition: TopicDefinition): Promise<boolean> {
  const detail = [
    t('All its records are deleted. What it is created with again:'),
    ...linesOf(definition).map((line) => `  ${line}`),
    '',
    t(
      'Groups keep their offsets, which may be beyond what comes then: reset those. Clients that produce meanwhile can have brokers create it with other settings: stop them before.',
    ),
    '',
    t('This cannot be undone.'),
  ].join('\n');
  const question = t(
    "Delete topic '{0}' with all its records, and create it again?",
    definition.name,
  );
  return confirm(question, detail, t('Recreate'), target);
}

/** One that was deleted before and is not there again: the one that is meant, else one that the user chooses. @throws Cancelled */
async function unfinishedMeant(
  { kafka, unfinished, target }: ClusterContext,
  meant: string | undefined,
): Promise<TopicDefinition | undefined> {
  const { topics } = await kafka.call('topics', null);
  const begun: TopicDefinition[] = [];
  for (const definition of unfinished.of(target.id)) {
    // Somebody else has created it meanwhile.
    if (topics.some(({ name }) => name === definition.name)) {
      await unfinished.forget(target.id, definition.name);
    } else begun.push(definition);
  }
  if (meant !== undefined) return begun.find(({ name }) => name === meant);
  if (begun.length === 0) return undefined;
  const items: (vscode.QuickPickItem & { readonly definition?: TopicDefinition })[] = [
    ...begun.map((definition) => ({
      label: definition.name,
      description: t('was deleted, and is not there again'),
      detail: linesOf(definition).join(', '),
      definition,
    })),
    { label: t('Another topic…') },
  ];
  const step = { title: t('Recreate Topic'), step: 1, of: 1 };
  const answer = await askChoice(step, t('Choose a topic'), items);
  return answer === 'back' ? undefined : answer.value.definition;
}

/** Creates it until it is there, or the user has had enough. */
async function createAgain(
  context: ClusterContext,
  definition: TopicDefinition,
): Promise<string | undefined> {
  const { kafka, target, unfinished, explorer } = context;
  const { name } = definition;
  for (;;) {
    try {
      await whenGone(context, name);
      await kafka.call('createTopic', definition);
      await unfinished.forget(target.id, name);
      await explorer.revealTopic(name, target.id);
      return name;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      await explorer.refresh(target.id).catch(() => undefined);
      if (!(await mayTryAgain(context, definition, problem))) return undefined;
    }
  }
}

/** @throws Error if it is still, or again, there after a while */
async function whenGone({ kafka, target }: ClusterContext, name: string): Promise<void> {
  const options = {
    title: t("Recreating topic '{0}'", name),
    location: vscode.ProgressLocation.Notification,
  };
  await vscode.window.withProgress(options, async () => {
    for (const end = Date.now() + GONE_MS; ; ) {
      const { topics } = await kafka.call('topics', null);
      if (!topics.some((each) => each.name === name)) return;
      if (Date.now() > end) {
        throw new Error(
          t(
            'There still is a topic of that name in {0}, or there is again: clients may have had brokers create it. Stop them, delete it, and try again.',
            target.name,
          ),
        );
      }
      await delay(POLL_MS);
    }
  });
}

/** Says what has happened and what can be done, as long as the user wants to do something about it. */
async function mayTryAgain(
  { kafka, unfinished, target }: ClusterContext,
  definition: TopicDefinition,
  problem: string,
): Promise<boolean> {
  const { name } = definition;
  const again = t('Try Again');
  const copy = t('Copy Command');
  const forget = t('Forget It');
  const message = t(
    "Topic '{0}' was deleted, but is not created again: {1} Its definition is kept: 'Recreate Topic' offers it, too.",
    name,
    problem,
  );
  const chosen = await vscode.window.showErrorMessage(message, again, copy, forget);
  if (chosen === copy) {
    await vscode.env.clipboard.writeText(commandOf(definition, kafka.bootstrap));
    void vscode.window.showInformationMessage(
      t('The command that creates it was copied: paste it into a terminal.'),
    );
  }
  if (chosen === forget) await unfinished.forget(target.id, name);
  return chosen === again;
}

/** Tells of topics that a window has left deleted which was closed, or crashed, before they were created again. */
export function watchUnfinished(context: Context): vscode.Disposable {
  const left = new Set(context.unfinished.all);
  const tell = async (one: UnfinishedTopic) => {
    const { cluster, definition } = one;
    if (await isThere(context, one)) {
      await context.unfinished.forget(cluster, definition.name);
      return;
    }
    const create = t('Create It');
    const forget = t('Forget It');
    const message = t(
      "Topic '{0}' was deleted to be recreated, but not created again.",
      definition.name,
    );
    const chosen = await vscode.window.showWarningMessage(message, create, forget);
    if (chosen === forget) await context.unfinished.forget(cluster, definition.name);
    if (chosen === create) {
      const meant = { cluster, topic: definition.name };
      await vscode.commands.executeCommand(Command.recreateTopic, meant);
    }
  };
  const look = () => {
    for (const one of left) {
      if (context.clusters.get(one.cluster) === undefined) continue;
      left.delete(one);
      void tell(one);
    }
  };
  look();
  return context.clusters.changed.on(look);
}

/** Whether the topic is there: it never was deleted, or somebody has created it. False where nobody answers. */
async function isThere(
  { clusters }: Context,
  { cluster, definition }: UnfinishedTopic,
): Promise<boolean> {
  const found = await clusters
    .get(cluster)
    ?.kafka.call('topics', null)
    .catch(() => undefined);
  return found?.topics.some(({ name }) => name === definition.name) ?? false;
}
