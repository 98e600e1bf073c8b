import { ConfigSource, ResourceType } from '../cluster/configs.ts';
import { ToolError } from '../command.ts';

/** What has a configuration, as kafka-configs names it. */
export interface Entity {
  readonly type: EntityType;
  /** Undefined for all of the type; empty for their defaults. */
  readonly name: string | undefined;
}

/** The protocol's number of each type, and the source of what was configured for it. */
export const entityTypes = {
  topics: { resource: ResourceType.topic, source: ConfigSource.topic },
  brokers: { resource: ResourceType.broker, source: ConfigSource.broker },
  'broker-loggers': { resource: ResourceType.brokerLogger, source: undefined },
  'client-metrics': { resource: ResourceType.clientMetrics, source: ConfigSource.clientMetrics },
  groups: { resource: ResourceType.group, source: ConfigSource.group },
} as const;

export type EntityType = keyof typeof entityTypes;

/** Those whose quotas and credentials other requests are for. */
const refused = ['users', 'clients', 'ips'];
const known = [...Object.keys(entityTypes), ...refused];

interface Given {
  readonly 'entity-type'?: readonly string[];
  readonly 'entity-name'?: readonly string[];
  readonly 'entity-default'?: true;
}

/** Options that say type and name at once. */
const named = {
  topic: 'topics',
  client: 'clients',
  user: 'users',
  broker: 'brokers',
  'broker-logger': 'broker-loggers',
  ip: 'ips',
  'client-metrics': 'client-metrics',
  group: 'groups',
} as const;
const defaults = {
  'client-defaults': 'clients',
  'user-defaults': 'users',
  'broker-defaults': 'brokers',
  'ip-defaults': 'ips',
} as const;

type Named = { readonly [N in keyof typeof named]?: string };
type Defaults = { readonly [N in keyof typeof defaults]?: true };

/** The entity that the options name. @throws ToolError */
export function entityOf(given: Given & Named & Defaults): Entity {
  const short = [
    ...entries(named).map(([option, type]) => ({ type, name: given[option] })),
    ...entries(defaults).map(([option, type]) => ({ type, name: given[option] && '' })),
  ].filter(({ name }) => name !== undefined);
  const { 'entity-type': types = [], 'entity-name': names = [], 'entity-default': preset } = given;
  if (short.length > 0 && (types.length > 0 || names.length > 0 || preset)) {
    throw new ToolError(
      '--entity-{type,name,default} should not be used in conjunction with specific entity flags',
    );
  }
  const all = [...types, ...short.map(({ type }) => type)];
  if (all.length === 0) throw new ToolError('At least one entity type must be specified');
  const unknown = all.find((type) => !known.includes(type));
  if (unknown !== undefined) {
    throw new ToolError(
      `Invalid entity type ${unknown}, the entity type must be one of ${known.join(', ')}`,
    );
  }
  const other = all.find((type) => refused.includes(type));
  if (other !== undefined) {
    throw new ToolError(
      `Configuration of ${other} (quotas, SCRAM credentials) is not supported by this tool: it knows ${Object.keys(entityTypes).join(', ')}.`,
    );
  }
  if (all.length > 1) {
    throw new ToolError("Only 'users' and 'clients' entity types may be specified together");
  }
  return { type: all[0] as EntityType, name: short[0]?.name ?? names[0] ?? (preset && '') };
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}
