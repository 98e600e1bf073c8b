import * as vscode from 'vscode';
import type { CopyingStatus } from '../../server/contract/messages/copying.ts';
import { forCopying, linesOf } from '../clusters/topic-definition.ts';
import { checkTopicName } from '../clusters/topic-name.ts';
import type { ClusterContext } from '../context.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { copyRecords } from '../messages/copy-records.ts';
import { throwIfAny } from './delete-topics.ts';
import { askChoice, askInTurn, askText, asValidation, type Step } from './questions.ts';
import { chooseTopic, topicMeant } from './topic-choice.ts';

/** What the command is called with by other code instead of asking. */
interface WantedClone {
  readonly name: string;
  /** Whether its records are copied, too. */
  readonly records: boolean;
}

/**
 * Creates a topic that is as another: partitions, replication, configuration and, if wanted, records. Resolves to its name, or to
 * undefined where it has been taken back.
 * @throws Cancelled; Error with the broker's reason.
 */
export async function cloneTopic(
  context: ClusterContext,
  argument?: unknown,
): Promise<string | undefined> {
  const topic = topicMeant(argument) ?? (await chooseTopic(context, t('Clone Topic')));
  if (topic === '') return undefined;
  const definition = await context.kafka.call('topicDefinition', topic);
  const { name, records } = isWanted(argument)
    ? argument
    : await ask(context, topic, linesOf(definition).join(', '));
  const clone = { ...definition, name };
  if (!records) {
    await context.kafka.call('createTopic', clone);
    await context.explorer.revealTopic(name, context.target.id);
    return name;
  }
  const { topic: created, later } = forCopying(clone);
  await context.kafka.call('createTopic', created);
  await context.explorer.revealTopic(name, context.target.id);
  const status = await copyWithProgress(context, topic, name).catch(failure);
  const subject = { kind: 'topic', name } as const;
  const problem = await context.kafka.call('alterConfig', {
    subject,
    changes: later,
    dryRun: false,
  });
  if (problem !== null) {
    throw new Error(t("'{0}' is not configured as '{1}': {2}", name, topic, problem));
  }
  await context.explorer.refresh(context.target.id);
  return told(context, topic, name, status);
}

/** What copying comes to when it could not go on. */
function failure(error: unknown): CopyingStatus {
  const problem = error instanceof Error ? error.message : String(error);
  return { state: 'failed', copied: 0, bytes: 0, rate: 0, progress: 0, problem };
}

function isWanted(value: unknown): value is WantedClone {
  return typeof value === 'object' && value !== null && 'name' in value && 'records' in value;
}

async function ask(context: ClusterContext, topic: string, about: string): Promise<WantedClone> {
  const [{ topics }, partitions] = await Promise.all([
    context.kafka.call('topics', null),
    context.kafka.call('partitions', topic),
  ]);
  const existing = topics.map((each) => each.name);
  const count = partitions.reduce(
    (sum, { earliest = 0, latest = 0 }) => sum + latest - earliest,
    0,
  );
  const title = t("Clone Topic '{0}'", topic);
  let name = unusedName(topic, existing);
  let records = false;
  const choices = [
    { label: t('The topic alone'), detail: about, records: false },
    {
      label: t('With its records'),
      description: plural(count, 'at most {0} record', 'at most {0} records'),
      detail: t('They keep partition, key, value, headers, timestamp and compression.'),
      records: true,
    },
  ];
  await askInTurn([
    async () => {
      const step: Step = { title, step: 1, of: 2 };
      const answer = await askText(step, {
        prompt: t('Name of the new topic'),
        value: name,
        check: (text) => asValidation(checkTopicName(text, existing)),
      });
      if (answer !== 'back') name = answer.value;
      return answer;
    },
    async () => {
      const answer = await askChoice({ title, step: 2, of: 2 }, t('What is cloned?'), choices);
      if (answer !== 'back') records = answer.value.records;
      return answer;
    },
  ]);
  return { name, records };
}

function unusedName(topic: string, existing: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${topic}-copy` : `${topic}-copy-${number}`;
    if (!existing.includes(name)) return name;
  }
}

async function copyWithProgress(
  { target, messages }: ClusterContext,
  from: string,
  to: string,
): Promise<CopyingStatus> {
  const { service, serviceClusters } = messages.services;
  const cluster = await serviceClusters.of(target);
  const title = t("Copying records of '{0}' to '{1}'", from, to);
  const options = { title, location: vscode.ProgressLocation.Notification, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    let before = 0;
    return copyRecords(
      service,
      cluster,
      { from, to },
      {
        onStatus: ({ copied, rate, progress: part, problem }) => {
          const count = plural(copied, '{0} record', '{0} records');
          const message = problem ?? t('{0}, {1}/s', count, formatNumber(rate));
          progress.report({ message, increment: 100 * (part - before) });
          before = part;
        },
        onCancelled: (stop) => token.onCancellationRequested(stop),
      },
    );
  });
}

/** Says what has become of it, and offers to take back what is not whole. */
async function told(
  context: ClusterContext,
  topic: string,
  name: string,
  { state, copied, problem }: CopyingStatus,
): Promise<string | undefined> {
  const count = plural(copied, '{0} record', '{0} records');
  if (state === 'done') {
    const open = t('Open');
    const message = t("'{0}' has {1} of '{2}'.", name, count, topic);
    void vscode.window.showInformationMessage(message, open).then((chosen) => {
      if (chosen === open) context.topics.show({ cluster: context.target.id, name });
    });
    return name;
  }
  const message =
    problem === undefined
      ? t("'{0}' has {1} of '{2}': then copying was cancelled.", name, count, topic)
      : t("'{0}' has {1} of '{2}', not all: {3}", name, count, topic, problem);
  const remove = t("Delete '{0}'", name);
  const chosen = await vscode.window.showWarningMessage(message, remove, t('Keep It'));
  if (chosen !== remove) return name;
  throwIfAny(await context.kafka.call('deleteTopics', [name]));
  await context.explorer.refresh(context.target.id);
  return undefined;
}
