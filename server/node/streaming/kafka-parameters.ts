import type { Logger } from '../../ports/logger.ts';
import type { KafkaParameters } from '../../streaming/kafka/kafka-client.ts';
import type { Properties } from '../kafka/properties.ts';
import { isKnownKey } from './kafka-keys.ts';

/** What old Spark code says, and what it is called now. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  'metadata.broker.list': 'bootstrap.servers',
  'fetch.message.max.bytes': 'max.partition.fetch.bytes',
};

const FORMER_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'auto.offset.reset': { smallest: 'earliest', largest: 'latest' },
};

/**
 * A program's parameters as a client's configuration: names and values of old Spark code become those of today. Keys
 * that no client of Kafka's knows are left out with a warning, since a typing error is likely.
 */
export function readParameters(parameters: KafkaParameters, logger: Logger): Properties {
  const properties: Record<string, string> = {};
  for (const [given, value] of Object.entries(parameters)) {
    const key = FORMER_NAMES[given] ?? given;
    if (!isKnownKey(key)) {
      logger.warn(`The configuration '${given}' was supplied but isn't a known config.`);
      continue;
    }
    const text = String(value).trim();
    properties[key] = FORMER_VALUES[key]?.[text] ?? text;
  }
  return properties;
}
