import type { Properties } from '../../node/kafka/properties.ts';
import type { OptionValues } from '../options/option.ts';
import { parsePairs } from '../options/pairs.ts';
import type { options } from './options.ts';

type Given = OptionValues<typeof options>;

/** The key that each option sets, and what it is without either. */
const MERGED: readonly (readonly [key: string, option: keyof Given, preset: string])[] = [
  ['linger.ms', 'timeout', '1000'],
  ['acks', 'request-required-acks', '-1'],
  ['request.timeout.ms', 'request-timeout-ms', '1500'],
  ['retries', 'message-send-max-retries', '3'],
  ['retry.backoff.ms', 'retry-backoff-ms', '100'],
  ['buffer.memory', 'max-memory-bytes', '33554432'],
  ['batch.size', 'batch-size', '16384'],
  ['batch.size', 'max-partition-memory-bytes', '16384'],
  ['metadata.max.age.ms', 'metadata-expiry-ms', '300000'],
  ['max.block.ms', 'max-block-ms', '60000'],
];

/**
 * The producer's configuration: options come before `--producer-property`, that before the file, and the tool's own
 * defaults last (ConsoleProducerConfig.producerProps).
 */
export function producerProperties(given: Given, file: Properties): Properties {
  const properties: Record<string, string> = {
    'client.id': 'console-producer',
    ...file,
    ...parsePairs([...(given['producer-property'] ?? []), ...(given['command-property'] ?? [])]),
  };
  for (const [key, option, preset] of MERGED) {
    const value = given[option];
    if (value !== undefined) properties[key] = String(value);
    else properties[key] ??= preset;
  }
  const codec = given['compression-codec'];
  if (codec !== undefined) properties['compression.type'] = codec === '' ? 'gzip' : codec;
  return properties;
}

/** What the reader of lines is told. */
export function readerProperties(given: Given, file: Properties): Properties {
  return {
    ...file,
    ...parsePairs([...(given.property ?? []), ...(given['reader-property'] ?? [])]),
  };
}
