import { checkClusterOptions, clusterOptions } from '../cluster/open-cluster.ts';
import { ToolError } from '../command.ts';
import type { Options, OptionValues } from '../options/option.ts';
import { excludes, oneOf } from '../options/rules.ts';
import { entityOf, entityTypes } from './entity.ts';

/** The options of kafka-configs (Kafka's ConfigCommand). */
export const options = {
  ...clusterOptions,
  alter: { help: 'Alter the configuration for the entity.' },
  describe: { help: 'List configs for the given entity.' },
  all: {
    help: 'List all configs for the given entity, including static configs if available.',
  },
  'entity-type': {
    value: 'type',
    ...{ multiple: true, choices: Object.keys(entityTypes) },
    help: 'Type of entity (topics/brokers/broker-loggers/client-metrics/groups)',
  },
  'entity-name': {
    value: 'name',
    ...{ multiple: true, kind: 'entity' },
    help: 'Name of entity (topic name/broker id/client metrics/group id)',
  },
  'entity-default': { help: 'Default entity name for brokers' },
  'add-config': {
    value: 'k1=v1,k2=[v1,v2]',
    kind: 'entity-config',
    help: "Key Value pairs of configs to add. Square brackets can be used to group values which contain commas: 'k1=v1,k2=[v1,v2,v2],k3=v3'.",
  },
  'add-config-file': {
    value: 'file',
    kind: 'file',
    help: 'Path to a properties file with configs to add.',
  },
  'delete-config': {
    value: 'k1,k2',
    ...{ separator: ',', kind: 'entity-config-key' },
    help: "config keys to remove 'k1,k2'",
  },
  force: { help: 'Suppress console prompts' },
  topic: { value: 'topic', kind: 'topic', help: "The topic's name." },
  broker: { value: 'id', help: "The broker's ID." },
  'broker-defaults': { help: 'The config defaults for all brokers.' },
  'broker-logger': { value: 'id', help: "The broker's ID for its logger config." },
  group: { value: 'group', kind: 'group', help: "The group's ID." },
  'client-metrics': { value: 'name', help: 'The client metrics config resource name.' },
  client: { value: 'id', hidden: true, help: '' },
  'client-defaults': { hidden: true, help: '' },
  user: { value: 'principal', hidden: true, help: '' },
  'user-defaults': { hidden: true, help: '' },
  ip: { value: 'ip', hidden: true, help: '' },
  'ip-defaults': { hidden: true, help: '' },
  'bootstrap-controller': { value: 'controller', hidden: true, help: '' },
} satisfies Options;

export type Given = OptionValues<typeof options>;

/** @throws UsageError, ToolError */
export function check(given: Given): void {
  oneOf(
    given,
    ['describe', 'alter'],
    'Command must include exactly one action: --describe, --alter',
  );
  excludes(given, 'describe', 'add-config', 'delete-config');
  if (given['bootstrap-controller'] !== undefined) {
    throw new ToolError('--bootstrap-controller is not supported: give --bootstrap-server');
  }
  checkClusterOptions(given);
  const entity = entityOf(given);
  if (!given.alter) return;
  if (entity.name === undefined) {
    throw new ToolError('An entity name must be specified for every entity type');
  }
  if (given['add-config'] === undefined && given['add-config-file'] === undefined) {
    if (given['delete-config'] === undefined) {
      throw new ToolError(
        'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
      );
    }
  } else if (given['add-config'] !== undefined && given['add-config-file'] !== undefined) {
    throw new ToolError('Only one of --add-config or --add-config-file must be specified');
  }
}
