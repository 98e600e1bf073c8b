import type {
  Decoding,
  NumberFormat,
  PlainFormat,
} from '../../../server/contract/messages/decoding.ts';
import type { StartAt, StopWhen } from '../../../server/contract/messages/reading.ts';
import type { ReadingChoice, WantedRecords } from '../../contract/messages.ts';
import { formatNumber, t } from '../../ui/text.ts';

/** The newest records, and what comes: there is something to see at once, however long the topic is. */
export const firstChoice: ReadingChoice = {
  start: { kind: 'last', count: 500 },
  stop: {},
  key: { format: 'auto' },
  value: { format: 'auto' },
  filter: {},
  order: 'newest',
  isolation: 'read_committed',
};

/** What to read when the panel is opened for some records. */
export function choiceFor(wanted: WantedRecords, choice: ReadingChoice): ReadingChoice {
  const { partition, offset, timestamp } = wanted;
  const { partitions: _, ...rest } = choice;
  const chosen = partition === undefined ? rest : { ...rest, partitions: [partition] };
  if (offset !== undefined) {
    // The record is the first to be read, and the first to be seen.
    return { ...chosen, start: { kind: 'offset', offset }, filter: {}, order: 'oldest' };
  }
  if (timestamp !== undefined) {
    return { ...chosen, start: { kind: 'timestamp', timestamp }, filter: {}, order: 'oldest' };
  }
  return chosen;
}

export type StartKind = StartAt['kind'];

/** A start of another kind, with a value to begin with. @param now milliseconds since the epoch. */
export function startOf(kind: StartKind, now: number): StartAt {
  switch (kind) {
    case 'last':
      return { kind, count: 500 };
    case 'offset':
      return { kind, offset: 0 };
    case 'timestamp':
      return { kind, timestamp: now - 3_600_000 };
    default:
      return { kind };
  }
}

/** When a reading stops, in few words. @param moment writes milliseconds since the epoch. */
export function stopText(stop: StopWhen, moment: (ms: number) => string): string {
  const parts = [
    stop.atEnd && t('the end'),
    stop.scanned !== undefined && t('{0} read', formatNumber(stop.scanned)),
    stop.matching !== undefined && t('{0} found', formatNumber(stop.matching)),
    stop.offset !== undefined && t('offset {0}', formatNumber(stop.offset)),
    stop.timestamp !== undefined && moment(stop.timestamp),
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? t('Live, no end') : parts.join(t(' or '));
}

const numbers: readonly NumberFormat[] = ['int8', 'int16', 'int32', 'int64', 'float', 'double'];
const plain: readonly PlainFormat[] = ['string', 'json', 'uuid', 'base64', 'hex', 'messagepack'];

/** What one chooses in the list of decodings. */
export type DecodingChoice =
  | PlainFormat
  | 'auto'
  | 'avro-file'
  | 'avro-registry'
  | 'protobuf-file'
  | 'protobuf-registry';

export function decodingChoices(): readonly {
  readonly value: DecodingChoice;
  readonly text: string;
  readonly group?: string;
}[] {
  return [
    { value: 'auto', text: t('Automatic') },
    ...plain.map((value) => ({ value, text: decodingName(value) })),
    ...numbers.map((value) => ({ value, text: value, group: t('Numbers') })),
    { value: 'avro-file', text: t('Avro, schema file…'), group: t('With a schema') },
    { value: 'avro-registry', text: t('Avro, schema registry'), group: t('With a schema') },
    { value: 'protobuf-file', text: t('Protobuf, schema file…'), group: t('With a schema') },
    { value: 'protobuf-registry', text: t('Protobuf, schema registry'), group: t('With a schema') },
  ];
}

export function choiceOf(decoding: Decoding): DecodingChoice {
  if (decoding.format === 'avro' || decoding.format === 'protobuf') {
    return `${decoding.format}-${decoding.schema.kind}`;
  }
  return decoding.format;
}

function decodingName(format: PlainFormat): string {
  switch (format) {
    case 'string':
      return t('Text');
    case 'json':
      return 'JSON';
    case 'uuid':
      return 'UUID';
    case 'base64':
      return 'Base64';
    case 'hex':
      return t('Hexadecimal');
    case 'messagepack':
      return 'MessagePack';
    default:
      return format;
  }
}
