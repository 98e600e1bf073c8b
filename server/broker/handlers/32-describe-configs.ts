/**
 * DescribeConfigs, versions 0–4: every key of a topic or broker with its value, where that comes from,
 * and on request what stands behind it and what it means.
 */
import {
  type DescribeConfigsRequest,
  describeConfigsRequest,
  describeConfigsResponse,
} from '../../protocol/api/32-describe-configs.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { InferInput } from '../../protocol/schema.ts';
import type { Broker } from '../broker.ts';
import { ConfigSource } from '../config/broker-config.ts';
import { type ConfigResource, configResource } from '../config/config-resource.ts';
import type { KeyDefinition } from '../config/definition.ts';
import { handler } from '../handler.ts';

type Asked = DescribeConfigsRequest['resources'][number];
type Result = InferInput<typeof describeConfigsResponse>['results'][number];
type Described = Result['configs'][number];

/** Numbers of org.apache.kafka.clients.admin.ConfigEntry.ConfigType. */
const configTypes: Record<KeyDefinition['type'], number> = {
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
};

export const describeConfigsHandler = handler(
  describeConfigsRequest,
  describeConfigsResponse,
  { versions: [0, 4] },
  async (request, { broker }) => ({
    results: await Promise.all(
      request.resources.map((asked) => describeResource(broker, asked, request)),
    ),
  }),
);

async function describeResource(
  broker: Broker,
  asked: Asked,
  request: DescribeConfigsRequest,
): Promise<Result> {
  const { resourceType, resourceName, configurationKeys } = asked;
  try {
    const resource = await configResource(broker, resourceType, resourceName);
    // An empty list means all, too: some clients send it where they mean null (ConfigHelper).
    const wanted = configurationKeys?.length ? new Set(configurationKeys) : undefined;
    const keys = Object.keys(resource.keys).filter((key) => wanted?.has(key) ?? true);
    const configs = keys.flatMap((key) => describeKey(resource, key, request) ?? []);
    return { errorCode: ErrorCode.NONE, errorMessage: null, resourceType, resourceName, configs };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    const { code: errorCode, message: errorMessage } = error;
    return { errorCode, errorMessage, resourceType, resourceName, configs: [] };
  }
}

function describeKey(
  resource: ConfigResource,
  key: string,
  { includeSynonyms, includeDocumentation }: DescribeConfigsRequest,
): Described | undefined {
  const definition = resource.keys[key];
  const entries = resource.entries(key);
  const nearest = entries[0];
  if (definition === undefined || nearest === undefined) return undefined;
  return {
    name: key,
    value: nearest.value,
    readOnly: resource.readOnly(key),
    isDefault: nearest.source === ConfigSource.DEFAULT,
    configSource: nearest.source,
    isSensitive: false,
    synonyms: includeSynonyms
      ? entries.map(({ name, value, given = value, source }) => ({ name, value: given, source }))
      : [],
    configType: configTypes[definition.type],
    documentation: includeDocumentation ? definition.documentation : null,
  };
}
