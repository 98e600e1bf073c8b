/** `kafka-configs`: shows and changes the configuration of topics, brokers and others. */

import { type Cluster, exists } from '../../node/kafka/cluster.ts';
import { readUserText } from '../../node/read-file.ts';
import { listGroupsRequest, listGroupsResponse } from '../../protocol/api/16-list-groups.ts';
import {
  alterConfigs,
  type ConfigEntry,
  ConfigSource,
  describeConfigs,
} from '../cluster/configs.ts';
import { withCluster } from '../cluster/open-cluster.ts';
import { type Terminal, ToolError } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { parseAdded, parseAddedFile } from './changes.ts';
import { type Entity, type EntityType, entityOf, entityTypes } from './entity.ts';
import { check, type Given, options } from './options.ts';

export const configsCommand = kafkaTool({
  purpose:
    'This tool helps to manipulate and describe entity config for a topic, client, user, broker, ip, client-metrics or group',
  options,
  check,
  async run(given, terminal) {
    const entity = entityOf(given);
    await withCluster(given, (cluster) =>
      given.alter
        ? alter(cluster, entity as NamedEntity, given, terminal)
        : describe(cluster, entity, given.all === true, terminal),
    );
    return 0;
  },
});

interface NamedEntity extends Entity {
  readonly name: string;
}

async function describe(
  cluster: Cluster,
  { type, name }: Entity,
  all: boolean,
  terminal: Terminal,
): Promise<void> {
  const names = name === undefined ? await namesOf(cluster, type) : [name];
  if (type === 'topics' && name !== undefined && !(await topicExists(cluster, name))) {
    terminal.out(`The topic '${name}' doesn't exist and doesn't have dynamic config.`);
    return;
  }
  for (const each of names) {
    const entries = await configured(cluster, { type, name: each }, all, true);
    terminal.out(
      each === ''
        ? `Default configs for ${type} in the cluster are:`
        : `${all ? 'All' : 'Dynamic'} configs for ${type.slice(0, -1)} ${each} are:`,
    );
    for (const entry of entries) terminal.out(configLine(entry));
  }
}

async function topicExists(cluster: Cluster, name: string): Promise<boolean> {
  const { topics } = await cluster.metadata([name]);
  return topics.some(exists);
}

async function alter(
  cluster: Cluster,
  entity: NamedEntity,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const added = await addedConfigs(given);
  const removed = (given['delete-config'] ?? []).map((key) => key.trim());
  const before = await configured(cluster, entity, false, false);
  const unknown = removed.filter((key) => !before.some(({ name }) => name === key));
  if (unknown.length > 0) throw new ToolError(`Invalid config(s): ${unknown.join(',')}`);
  const { type, name } = entity;
  await alterConfigs(cluster, { type: entityTypes[type].resource, name }, added, removed);
  terminal.out(
    name === ''
      ? `Completed updating default config for ${type} in the cluster.`
      : `Completed updating config for ${type.slice(0, -1)} ${name}.`,
  );
}

/** @throws ToolError */
async function addedConfigs(given: Given): Promise<Record<string, string>> {
  const { 'add-config': added, 'add-config-file': file } = given;
  if (added !== undefined) return parseAdded(added);
  if (file === undefined) return {};
  return parseAddedFile(await readUserText(file));
}

/** All entities of a type that may have a configuration; the defaults of brokers last. */
async function namesOf(cluster: Cluster, type: EntityType): Promise<string[]> {
  switch (type) {
    case 'topics':
      return (await cluster.metadata()).topics.map(({ name }) => name!).sort();
    case 'brokers':
    case 'broker-loggers':
      return [...(await cluster.brokers()).map(({ nodeId }) => String(nodeId)), ''];
    case 'groups':
      return await groupNames(cluster);
    case 'client-metrics':
      throw new ToolError('An entity name must be specified for client-metrics');
  }
}

async function groupNames(cluster: Cluster): Promise<string[]> {
  const names = new Set<string>();
  for (const { nodeId } of await cluster.brokers()) {
    const { groups } = await cluster.request(nodeId, listGroupsRequest, listGroupsResponse, {
      statesFilter: [],
      typesFilter: [],
    });
    for (const { groupId } of groups) names.add(groupId);
  }
  return [...names].sort();
}

/** What is configured for it, or all that is in force, by key. @throws ToolError */
async function configured(
  cluster: Cluster,
  { type, name }: NamedEntity,
  all: boolean,
  synonyms: boolean,
): Promise<ConfigEntry[]> {
  const { resource, source } = entityTypes[type];
  const ofBrokers = type === 'brokers' || type === 'broker-loggers';
  if (ofBrokers && name !== '' && !/^-?\d+$/.test(name)) {
    throw new ToolError(
      `The entity name for ${type} must be a valid integer broker id, found: ${name}`,
    );
  }
  const wanted = type === 'brokers' && name === '' ? ConfigSource.brokerDefault : source;
  const [entries] = await describeConfigs(cluster, [{ type: resource, name }], { synonyms });
  return entries!
    .filter(({ configSource }) => all || wanted === undefined || configSource === wanted)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const sourceNames = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'DYNAMIC_CLIENT_METRICS_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
];

function configLine({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const sources = synonyms.map(
    (each) => `${sourceNames[each.source] ?? 'UNKNOWN'}:${each.name}=${each.value}`,
  );
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${sources.join(', ')}}`;
}
