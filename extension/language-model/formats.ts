import type { Encoding } from '../../server/contract/messages/decoding.ts';

export type FormatName = Encoding['format'];

/** Formats that models can name; schemas of Avro and Protobuf are then the registry's. */
export const formatNames: readonly FormatName[] = [
  'string',
  'json',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'uuid',
  'base64',
  'hex',
  'messagepack',
  'avro',
  'protobuf',
];

/** How such a format is read and written. */
export function encodingOf(format: FormatName): Encoding {
  return format === 'avro' || format === 'protobuf'
    ? { format, schema: { kind: 'registry' } }
    : { format };
}
