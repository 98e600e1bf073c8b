import {
  ConfigResourceTypes,
  describeConfigsV4,
  IncrementalAlterConfigOperationTypes,
  incrementalAlterConfigsV1,
} from '@platformatic/kafka';
import type {
  ConfigChange,
  ConfigSource,
  ConfigSubject,
  ConfigType,
  Configuration,
} from '../../contract/configuration.ts';
import type { Connections } from './connections.ts';
import { plainDocumentation } from './documentation.ts';
import { sentenceForCode, tolerant } from './errors.ts';
import { readMetadata } from './metadata.ts';

/** Numbers of org.apache.kafka.clients.admin.ConfigEntry.ConfigSource; others are of no topic and no broker. */
const sources: Readonly<Record<number, ConfigSource>> = {
  1: 'topic',
  2: 'broker',
  3: 'all-brokers',
  4: 'broker-file',
  5: 'default',
};

/** Numbers of org.apache.kafka.clients.admin.ConfigEntry.ConfigType. */
const types: Readonly<Record<number, ConfigType>> = {
  1: 'boolean',
  2: 'string',
  3: 'int',
  4: 'short',
  5: 'long',
  6: 'double',
  7: 'list',
  8: 'class',
  9: 'password',
};

/** Every key of a topic or broker, with what stands behind its value. @throws Error with the broker's reason. */
export async function readConfiguration(
  connections: Connections,
  subject: ConfigSubject,
): Promise<Configuration> {
  const api = await connections.version(describeConfigsV4.api);
  const connection = await connectionFor(connections, subject);
  const { results } = await tolerant(api.async(connection, [resourceOf(subject)], true, true));
  const [result] = results;
  if (result === undefined) throw new Error(`The broker says nothing about ${subject.name}.`);
  if (result.errorCode !== 0) {
    throw new Error(sentenceForCode(result.errorCode, result.errorMessage));
  }
  const keys = result.configs.map((config) => ({
    name: config.name,
    value: config.value ?? null,
    source: sources[config.configSource] ?? 'elsewhere',
    readOnly: config.readOnly,
    sensitive: config.isSensitive,
    type: types[config.configType] ?? 'unknown',
    documentation: config.documentation ? plainDocumentation(config.documentation) : null,
    origins: config.synonyms.map(({ name, value, source }) => ({
      name,
      value: value ?? null,
      source: sources[source] ?? ('elsewhere' as const),
    })),
  }));
  return { subject, keys };
}

/**
 * Makes all changes or none; with `dryRun` none at all.
 * @returns why the broker does not take them, or null.
 */
export async function alterConfiguration(
  connections: Connections,
  subject: ConfigSubject,
  changes: readonly ConfigChange[],
  dryRun: boolean,
): Promise<string | null> {
  const api = await connections.version(incrementalAlterConfigsV1.api);
  const connection = await connectionFor(connections, subject);
  const { SET, DELETE } = IncrementalAlterConfigOperationTypes;
  const configs = changes.map(({ name, value }) =>
    value === null ? { name, configOperation: DELETE } : { name, configOperation: SET, value },
  );
  const answer = await tolerant(
    api.async(connection, [{ ...resourceOf(subject), configs }], dryRun),
  );
  const failed = answer.responses.find(({ errorCode }) => errorCode !== 0);
  return failed === undefined ? null : sentenceForCode(failed.errorCode, failed.errorMessage);
}

function resourceOf({ kind, name }: ConfigSubject) {
  const { TOPIC, BROKER } = ConfigResourceTypes;
  return { resourceType: kind === 'topic' ? TOPIC : BROKER, resourceName: name };
}

/** A broker alone knows its own configuration; that of topics any of them knows. */
async function connectionFor(connections: Connections, { kind, name }: ConfigSubject) {
  if (kind === 'topic') return connections.any();
  await readMetadata(connections, []);
  return connections.to(Number(name));
}
