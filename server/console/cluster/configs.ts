import type { Cluster } from '../../node/kafka/cluster.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import {
  describeConfigsRequest,
  describeConfigsResponse,
} from '../../protocol/api/32-describe-configs.ts';
import {
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '../../protocol/api/44-incremental-alter-configs.ts';
import type { Infer } from '../../protocol/schema.ts';

/** What has a configuration, by the protocol's numbers. */
export const ResourceType = {
  topic: 2,
  broker: 4,
  brokerLogger: 8,
  clientMetrics: 16,
  group: 32,
} as const;

export interface Resource {
  readonly type: number;
  /** A broker's id; empty for the defaults of all brokers. */
  readonly name: string;
}

export type ConfigEntry = Infer<
  typeof describeConfigsResponse
>['results'][number]['configs'][number];

/** Where a value comes from, by the protocol's numbers. */
export const ConfigSource = {
  topic: 1,
  broker: 2,
  brokerDefault: 3,
  staticBroker: 4,
  preset: 5,
  clientMetrics: 7,
  group: 8,
} as const;

/** The configuration of each, in their order. @throws KafkaError */
export async function describeConfigs(
  cluster: Cluster,
  resources: readonly Resource[],
  { synonyms = false } = {},
): Promise<ConfigEntry[][]> {
  if (resources.length === 0) return [];
  const { results } = await cluster.request(
    recipientFor(resources),
    describeConfigsRequest,
    describeConfigsResponse,
    {
      resources: resources.map(({ type, name }) => ({
        ...{ resourceType: type, resourceName: name },
        configurationKeys: null,
      })),
      includeSynonyms: synonyms,
    },
  );
  return resources.map(({ name, type }) => {
    const result = results.find((each) => each.resourceName === name && each.resourceType === type);
    throwIfError(result?.errorCode ?? -1, result?.errorMessage);
    return [...result!.configs];
  });
}

/** Sets and removes keys of one configuration. @throws KafkaError */
export async function alterConfigs(
  cluster: Cluster,
  resource: Resource,
  set: Readonly<Record<string, string>>,
  removed: readonly string[],
): Promise<void> {
  const { responses } = await cluster.request(
    recipientFor([resource]),
    incrementalAlterConfigsRequest,
    incrementalAlterConfigsResponse,
    {
      resources: [
        {
          ...{ resourceType: resource.type, resourceName: resource.name },
          configs: [
            ...Object.entries(set).map(([name, value]) => ({ name, configOperation: 0, value })),
            ...removed.map((name) => ({ name, configOperation: 1, value: null })),
          ],
        },
      ],
      validateOnly: false,
    },
  );
  for (const { errorCode, errorMessage } of responses) throwIfError(errorCode, errorMessage);
}

/** Only a broker itself knows its own. */
function recipientFor(resources: readonly Resource[]): number | 'any' {
  const [{ type, name }] = resources as [Resource];
  const own = type === ResourceType.broker || type === ResourceType.brokerLogger;
  return own && /^\d+$/.test(name) ? Number(name) : 'any';
}
