/** IncrementalAlterConfigs, versions 0–1: sets and resets single keys, adds to lists and takes from them (KIP-339). */
import {
  type IncrementalAlterConfigsRequest,
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from '../../protocol/api/44-incremental-alter-configs.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { alterResource } from '../config/alter-resource.ts';
import type { ConfigResource } from '../config/config-resource.ts';
import type { KeyDefinition } from '../config/definition.ts';
import { handler } from '../handler.ts';

type Asked = IncrementalAlterConfigsRequest['resources'][number];
type Change = Asked['configs'][number];

const Operation = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

export const incrementalAlterConfigsHandler = handler(
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
  { versions: [0, 1] },
  async (request, { broker }) => ({
    responses: await Promise.all(
      request.resources.map((asked) =>
        alterResource(broker, asked, request.validateOnly, (own, resource) =>
          changed(asked, own, resource),
        ),
      ),
    ),
  }),
);

/** @throws KafkaError INVALID_CONFIG, INVALID_REQUEST */
function changed(
  { configs }: Asked,
  own: Readonly<Record<string, string>>,
  resource: ConfigResource,
): Record<string, string> {
  const names = configs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new KafkaError(
      ErrorCode.INVALID_REQUEST,
      `Error due to duplicate config keys : ${twice}`,
    );
  }
  const values = { ...own };
  for (const change of configs) {
    const { name } = change;
    const before = own[name] ?? resource.entries(name)[0]?.value ?? '';
    const value = applied(change, before, resource.keys[name]?.type ?? 'unknown');
    if (value === null) delete values[name];
    else values[name] = value;
  }
  return values;
}

/** The key's new value, or null to reset it; what a key that is unknown or read-only may not have, `alter` refuses. */
function applied(
  { name, value, configOperation }: Change,
  before: string,
  type: KeyDefinition['type'] | 'unknown',
): string | null {
  if (configOperation === Operation.DELETE) return null;
  if (value === null) {
    throw new KafkaError(ErrorCode.INVALID_REQUEST, `Null value not supported for : ${name}`);
  }
  if (configOperation === Operation.SET) return value;
  if (configOperation !== Operation.APPEND && configOperation !== Operation.SUBTRACT) {
    throw new KafkaError(
      ErrorCode.INVALID_REQUEST,
      `Unknown operation ${configOperation} for ${name}`,
    );
  }
  if (type === 'unknown') return value;
  if (type !== 'list') {
    throw new KafkaError(
      ErrorCode.INVALID_CONFIG,
      `Config value append is not allowed for config key: ${name}`,
    );
  }
  const [items, changes] = [split(before), split(value)];
  const kept = items.filter((item) => !changes.includes(item));
  return (configOperation === Operation.APPEND ? [...kept, ...changes] : kept).join(',');
}

function split(list: string): string[] {
  return list.split(',').filter((item) => item !== '');
}
