import * as vscode from 'vscode';
import type { NewTopic } from '../../server/contract/kafka-client/methods.ts';
import {
  checkConfigValue,
  checkPartitionCount,
  checkReplicationFactor,
  type TopicConfig,
  topicConfigs,
} from '../clusters/topic-config.ts';
import { checkTopicName } from '../clusters/topic-name.ts';
import type { ClusterContext } from '../context.ts';
import { t } from '../l10n.ts';
import {
  type Answer,
  askChoice,
  askInTurn,
  askText,
  asValidation,
  type Step,
} from './questions.ts';

/** What survives the loss of a broker, and of another one meanwhile. */
const USUAL_REPLICAS = 3;

/**
 * Creates a topic. Asks for its name, partitions, replication and configuration unless called with a
 * `NewTopic`. Resolves to its name.
 * @throws Cancelled; Error with the broker's reason.
 */
export async function createTopic(context: ClusterContext, argument?: unknown): Promise<string> {
  const topic = isNewTopic(argument) ? argument : await askForTopic(context);
  await context.kafka.call('createTopic', topic);
  await context.explorer.revealTopic(topic.name, context.target.id);
  return topic.name;
}

function isNewTopic(value: unknown): value is NewTopic {
  return typeof value === 'object' && value !== null && 'name' in value && 'configs' in value;
}

async function askForTopic({ kafka }: ClusterContext): Promise<NewTopic> {
  const { topics, brokers } = await kafka.call('topics', null);
  const existing = topics.map(({ name }) => name);
  const title = t('Create Topic');
  let name = '';
  let partitions = '1';
  let replicationFactor = String(Math.min(USUAL_REPLICAS, brokers));
  const configs = new Map<string, string>();

  const questions = [
    async (step: Step) =>
      keep(
        await askText(step, {
          prompt: t('Name of the topic'),
          placeholder: t('for example orders'),
          value: name,
          check: (text) => asValidation(checkTopicName(text, existing)),
        }),
        (value) => {
          name = value;
        },
      ),
    async (step: Step) =>
      keep(
        await askText(step, {
          prompt: t('Number of partitions'),
          value: partitions,
          check: checkPartitionCount,
        }),
        (value) => {
          partitions = value;
        },
      ),
    async (step: Step) =>
      keep(
        await askText(step, {
          prompt: t('Replication factor: on how many of the {0} brokers each record is', brokers),
          value: replicationFactor,
          check: (text) => checkReplicationFactor(text, brokers),
        }),
        (value) => {
          replicationFactor = value;
        },
      ),
    (step: Step) => askForConfigs(step, name, configs),
  ];
  // One broker leaves no choice.
  if (brokers === 1) questions.splice(2, 1);
  await askInTurn(
    questions.map((ask, at) => () => ask({ title, step: at + 1, of: questions.length })),
  );
  return {
    name,
    partitions: Number(partitions),
    replicationFactor: Number(replicationFactor),
    configs: Object.fromEntries(configs),
  };
}

interface ConfigItem extends vscode.QuickPickItem {
  readonly config?: TopicConfig;
}

/** Lets the user set keys, one after another, until they accept the first row. */
async function askForConfigs(
  step: Step,
  topic: string,
  configs: Map<string, string>,
): Promise<Answer<void>> {
  for (;;) {
    const answer = await askChoice(
      step,
      t('Create it now, or choose a configuration key to set'),
      configItems(topic, configs),
    );
    if (answer === 'back') return 'back';
    const { config } = answer.value;
    if (config === undefined) return { value: undefined };
    const value = await askText(
      { ...step, title: config.key },
      {
        prompt: `${config.about} ${t('Leave it empty for the default.')}`,
        value: configs.get(config.key) ?? config.example,
        check: (text) => (text === '' ? undefined : checkConfigValue(config, text)),
      },
    );
    if (value === 'back') continue;
    if (value.value === '') configs.delete(config.key);
    else configs.set(config.key, value.value);
  }
}

function configItems(topic: string, configs: ReadonlyMap<string, string>): ConfigItem[] {
  const create: ConfigItem = { label: `$(check) ${t("Create Topic '{0}'", topic)}` };
  const keys = topicConfigs().map((config): ConfigItem => {
    const value = configs.get(config.key);
    return {
      label: config.key,
      detail: config.about,
      config,
      ...(value === undefined ? {} : { description: `= ${value}` }),
    };
  });
  const separator = { label: t('Configuration'), kind: vscode.QuickPickItemKind.Separator };
  return [create, separator, ...keys];
}

function keep<T>(answer: Answer<T>, take: (value: T) => void): Answer<T> {
  if (answer !== 'back') take(answer.value);
  return answer;
}
