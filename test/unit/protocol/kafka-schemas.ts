import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseVersions, type VersionRange } from '../../../server/protocol/version-range.ts';

/** A field in Kafka's own message definitions. */
export interface KafkaField {
  readonly name: string;
  readonly type: string;
  readonly versions: VersionRange;
  readonly nullableVersions?: VersionRange;
  readonly taggedVersions?: VersionRange;
  readonly flexibleVersions?: VersionRange;
  readonly tag?: number;
  readonly default?: string | number | boolean;
  readonly fields?: readonly KafkaField[];
}

/** One of Kafka's own message definitions. */
export interface KafkaMessage {
  readonly name: string;
  readonly apiKey?: number;
  readonly validVersions: VersionRange;
  readonly flexibleVersions: VersionRange;
  readonly fields: readonly KafkaField[];
  readonly commonStructs?: readonly { name: string; fields: readonly KafkaField[] }[];
}

/** Message definitions as of one release of Kafka, by message name. */
export interface KafkaSchemas {
  readonly folder: string;
  readonly messages: ReadonlyMap<string, KafkaMessage>;
}

const repository = resolve(import.meta.dirname, '../../..');

/** Where Kafka's definitions are looked for. */
export const schemasFolder =
  process.env.KAFKA_MESSAGES ?? resolve(repository, '../shared/kafka-messages');

/** Kafka's definitions, a set for each folder; empty where there are none. */
export function kafkaSchemas(): KafkaSchemas[] {
  if (!existsSync(schemasFolder)) return [];
  return readdirSync(schemasFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ folder: name, messages: readMessages(join(schemasFolder, name)) }));
}

function readMessages(folder: string): Map<string, KafkaMessage> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const messages = files.map((file) => parse(readFileSync(join(folder, file), 'utf8')));
  return new Map(messages.map((message) => [message.name, message]));
}

/** Parses JSON with line comments, which may not be mistaken for the slashes in an address. */
function parse(text: string): KafkaMessage {
  const withoutComments = text.replace(/("(?:[^"\\]|\\.)*")|\/\/.*/g, (_, quoted) => quoted ?? '');
  return JSON.parse(withoutComments) as KafkaMessage;
}

/** Whether a range of Kafka's covers a version; Kafka writes "none" also by leaving it out. */
export function includes(range: VersionRange | undefined, version: number): boolean {
  if (range === undefined) return false;
  const { min, max } = parseVersions(range);
  return version >= min && version <= max;
}
