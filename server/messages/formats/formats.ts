// Bytes of keys, values and headers as what they mean, and back.

import type { Decoding, Encoding, PlainFormat } from '../../contract/messages/decoding.ts';
import { decodeAuto } from './auto.ts';
import type { Decoded, Decoder, Encoder, FormatContext } from './decoded.ts';
import { fileCodec, fileDecoder, fileEncoder } from './file-schemas.ts';
import { decodeJson, encodeJson } from './json.ts';
import { decodeMessagePack } from './messagepack-reader.ts';
import { encodeMessagePack } from './messagepack-writer.ts';
import {
  decodeNumber,
  decodeString,
  decodeUuid,
  encodeBase64,
  encodeHex,
  encodeNumber,
  encodeUuid,
} from './plain.ts';
import { registryClient } from './registry/client.ts';
import { registryDecoder } from './registry/registry-decoder.ts';
import { registryEncoder } from './registry/registry-encoder.ts';
import { viewOf } from './utf8.ts';

export type { Decoded, Decoder, Encoder, FormatContext } from './decoded.ts';
export { preview, searchText, whole } from './display.ts';

/**
 * What reads the bytes of a reading's keys, values or headers.
 * @throws UserError for a schema file that cannot be used, or for a registry where none is configured
 */
export async function makeDecoder(decoding: Decoding, context: FormatContext): Promise<Decoder> {
  switch (decoding.format) {
    case 'auto':
      if (context.registry === undefined) return withContents(decodeAuto);
      return registryDecoder(registryClient(context.registry), usualSubject(context), false);
    case 'avro':
    case 'protobuf': {
      const { schema } = decoding;
      if (schema.kind === 'registry') {
        return registryDecoder(registryClient(context.registry), usualSubject(context), true);
      }
      return fileDecoder(await fileCodec(decoding, schema.path, context.readFile), schema.path);
    }
    default:
      return withContents(plainDecoders[decoding.format]);
  }
}

/**
 * What writes what is typed.
 * @throws UserError for a schema file that cannot be used, or for a registry where none is configured
 */
export async function makeEncoder(encoding: Encoding, context: FormatContext): Promise<Encoder> {
  switch (encoding.format) {
    case 'avro':
    case 'protobuf': {
      const { schema } = encoding;
      if (schema.kind === 'file') {
        return fileEncoder(await fileCodec(encoding, schema.path, context.readFile));
      }
      const message = encoding.format === 'protobuf' ? encoding.message : undefined;
      const subject = schema.subject ?? usualSubject(context);
      return registryEncoder(registryClient(context.registry), encoding.format, subject, message);
    }
    default:
      return { encode: plainEncoders[encoding.format] };
  }
}

/** What a topic's schemas are registered as, if nobody says otherwise: Confluent's TopicNameStrategy. */
function usualSubject({ topic, part }: FormatContext): string {
  return `${topic}-${part}`;
}

const plainDecoders: Readonly<Record<PlainFormat, (bytes: Uint8Array) => Decoded>> = {
  string: decodeString,
  json: decodeJson,
  int8: (bytes) => decodeNumber('int8', bytes),
  int16: (bytes) => decodeNumber('int16', bytes),
  int32: (bytes) => decodeNumber('int32', bytes),
  int64: (bytes) => decodeNumber('int64', bytes),
  float: (bytes) => decodeNumber('float', bytes),
  double: (bytes) => decodeNumber('double', bytes),
  uuid: decodeUuid,
  base64: (bytes) => ({ format: 'base64', value: viewOf(bytes).toString('base64') }),
  hex: (bytes) => ({ format: 'hex', value: viewOf(bytes).toString('hex') }),
  messagepack: decodeMessagePack,
};

const plainEncoders: Readonly<Record<PlainFormat, (text: string) => Uint8Array>> = {
  string: (text) => Buffer.from(text, 'utf8'),
  json: encodeJson,
  int8: (text) => encodeNumber('int8', text),
  int16: (text) => encodeNumber('int16', text),
  int32: (text) => encodeNumber('int32', text),
  int64: (text) => encodeNumber('int64', text),
  float: (text) => encodeNumber('float', text),
  double: (text) => encodeNumber('double', text),
  uuid: encodeUuid,
  base64: encodeBase64,
  hex: encodeHex,
  messagepack: encodeMessagePack,
};

/** Null and empty are themselves in each of these formats. */
function withContents(decode: (bytes: Uint8Array) => Decoded): Decoder {
  return {
    decode(bytes) {
      if (bytes === null) return { format: 'null', value: null };
      return bytes.length === 0 ? { format: 'empty', value: '' } : decode(bytes);
    },
  };
}
