import { Codec, type CodecName } from '../../../protocol/records/compression.ts';
import { UserError } from '../../user-error.ts';
import { intProperty, longProperty, type Properties } from '../properties.ts';

/** What of Kafka's ProducerConfig matters here, with its defaults. */
export interface ProducerConfig {
  /** -1 waits for all in-sync replicas, 1 for the leader, 0 for nobody. */
  readonly acks: -1 | 0 | 1;
  readonly codec: number;
  readonly lingerMs: number;
  readonly batchSize: number;
  readonly bufferMemory: number;
  readonly maxRequestSize: number;
  readonly retries: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly requestTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly maxBlockMs: number;
  readonly metadataMaxAgeMs: number;
  /** Whether the broker is to drop what was sent twice and to refuse what comes out of order (KIP-98). */
  readonly idempotence: boolean;
  readonly maxInFlight: number;
  /** Whether keys have no say in where records go (KIP-794). */
  readonly ignoreKeys: boolean;
}

/** Reads a producer's configuration by Kafka's keys. @throws UserError in Kafka's words for values that are none. */
export function readProducerConfig(properties: Properties): ProducerConfig {
  const integer = (key: string, preset: number, least?: number) =>
    intProperty(properties, key, preset, least);
  const long = (key: string, preset: number) => longProperty(properties, key, preset);
  if (properties['transactional.id'] !== undefined) {
    throw new UserError(
      'transactional.id is not supported: this tool does not produce in transactions.',
    );
  }
  const acks = readAcks(properties.acks);
  const retries = integer('retries', 2_147_483_647);
  const maxInFlight = integer('max.in.flight.requests.per.connection', 5, 1);
  const lingerMs = long('linger.ms', 0);
  const requestTimeoutMs = integer('request.timeout.ms', 30_000);
  return {
    ...{ acks, retries, maxInFlight, lingerMs, requestTimeoutMs },
    codec: readCodec(properties['compression.type'] ?? 'none'),
    batchSize: integer('batch.size', 16_384),
    bufferMemory: long('buffer.memory', 33_554_432),
    maxRequestSize: integer('max.request.size', 1_048_576),
    retryBackoffMs: long('retry.backoff.ms', 100),
    retryBackoffMaxMs: long('retry.backoff.max.ms', 1_000),
    deliveryTimeoutMs: Math.max(
      integer('delivery.timeout.ms', 120_000),
      lingerMs + requestTimeoutMs,
    ),
    maxBlockMs: long('max.block.ms', 60_000),
    metadataMaxAgeMs: long('metadata.max.age.ms', 300_000),
    ignoreKeys: properties['partitioner.ignore.keys']?.trim().toLowerCase() === 'true',
    idempotence: readIdempotence(properties['enable.idempotence'], acks, retries, maxInFlight),
  };
}

function readAcks(text = 'all'): -1 | 0 | 1 {
  const acks = text.trim().toLowerCase() === 'all' ? -1 : Number(text);
  if (acks === -1 || acks === 0 || acks === 1) return acks;
  throw new UserError(
    `Invalid value ${text} for configuration acks: String must be one of: all, -1, 0, 1`,
  );
}

function readCodec(text: string): number {
  const name = text.trim().toLowerCase();
  if (Object.hasOwn(Codec, name)) return Codec[name as CodecName];
  throw new UserError(
    `Invalid value ${text} for configuration compression.type: String must be one of: ${Object.keys(Codec).join(', ')}`,
  );
}

/** On unless something else that was asked for does not go with it. */
function readIdempotence(
  text: string | undefined,
  acks: number,
  retries: number,
  maxInFlight: number,
): boolean {
  const possible = acks === -1 && retries > 0 && maxInFlight <= 5;
  if (text?.trim().toLowerCase() !== 'true') return text === undefined && possible;
  if (possible) return true;
  const [key, rule] =
    acks !== -1
      ? ['acks', 'set acks to all']
      : retries === 0
        ? ['retries', 'set retries to non-zero']
        : [
            'max.in.flight.requests.per.connection',
            'set max.in.flight.requests.per.connection to at most 5',
          ];
  throw new UserError(`Must ${rule} in order to use the idempotent producer (${key}).`);
}
