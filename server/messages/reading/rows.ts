// Records as panels show them.

import type { DecodedPreview, RecordDetail, RecordRow } from '../../contract/messages/reading.ts';
import { codecName } from '../../protocol/records/compression.ts';
import type { RecordHeader } from '../../protocol/records/record-batch.ts';
import { marksIn } from '../filter/text-search.ts';
import { type Decoded, type Decoder, preview, whole } from '../formats/formats.ts';
import { type KeptChunk, recordAt } from './kept-chunk.ts';

/** Characters of a preview. */
const PREVIEW_LENGTH = 512;
const MOST_MARKS = 20;

/** How keys, values and headers are read. */
export interface RecordDecoders {
  readonly key: Decoder;
  readonly value: Decoder;
  readonly header: Decoder;
}

/** A record with its bytes and what they mean. */
export interface DecodedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: DecodedBytes;
  readonly value: DecodedBytes;
  readonly headers: readonly (DecodedBytes & { readonly name: string })[];
}

export interface DecodedBytes {
  readonly bytes: Uint8Array | null;
  readonly decoded: Decoded;
}

/** What the text filter looks for, in lower case; none if absent. */
export type Marked = string | undefined;

/** Decodes one record; a promise only while a schema is on its way. Never throws. */
export function decodeRecord(
  chunk: KeptChunk,
  at: number,
  decoders: RecordDecoders,
): DecodedRecord | Promise<DecodedRecord> {
  const cursor = recordAt(chunk.shared, at);
  const headers = cursor.headers();
  const parts: readonly (Decoded | Promise<Decoded>)[] = [
    decoders.key.decode(cursor.key()),
    decoders.value.decode(cursor.value()),
    ...headers.map(({ value }) => decoders.header.decode(value)),
  ];
  const assemble = ([key, value, ...rest]: readonly Decoded[]): DecodedRecord => ({
    partition: chunk.partition,
    offset: chunk.shared.offsets[at]!,
    timestamp: chunk.shared.timestamps[at]!,
    key: { bytes: cursor.key(), decoded: key! },
    value: { bytes: cursor.value(), decoded: value! },
    headers: headers.map((header, i) => decodedHeader(header, rest[i]!)),
  });
  return parts.some((part) => part instanceof Promise)
    ? Promise.all(parts).then(assemble)
    : assemble(parts as readonly Decoded[]);
}

function decodedHeader(
  { key: name, value: bytes }: RecordHeader,
  decoded: Decoded,
): DecodedRecord['headers'][number] {
  return { name, bytes, decoded };
}

export function rowOf(
  chunk: KeptChunk,
  at: number,
  record: DecodedRecord,
  marked: Marked,
): RecordRow {
  const origin = chunk.originOf(at);
  const { partition, offset, timestamp, key, value, headers } = record;
  const { producerId, producerEpoch } = origin;
  return {
    id: chunk.idOf(at),
    ...{ partition, offset, timestamp },
    timestampType: origin.timestampType,
    key: previewOf(key, marked),
    value: previewOf(value, marked),
    headers: headers.map(({ name, ...header }) => ({ name, value: previewOf(header, marked) })),
    size: sizeOf(record),
    compression: codecName(origin.codec),
    ...(producerId >= 0 && {
      producer: { id: producerId, epoch: producerEpoch, sequence: chunk.sequenceOf(at) },
    }),
    transactional: origin.isTransactional,
  };
}

export function detailOf(
  chunk: KeptChunk,
  at: number,
  record: DecodedRecord,
  marked: Marked,
): RecordDetail {
  const { key, value, headers } = record;
  return {
    row: rowOf(chunk, at, record, marked),
    key: whole(key.decoded, key.bytes),
    value: whole(value.decoded, value.bytes),
    headers: headers.map(({ name, decoded, bytes }) => ({ name, value: whole(decoded, bytes) })),
  };
}

function previewOf({ bytes, decoded }: DecodedBytes, marked: Marked): DecodedPreview {
  const { text, shortened } = preview(decoded, bytes, PREVIEW_LENGTH);
  const marks = marked === undefined ? [] : marksIn(text, marked, MOST_MARKS);
  return {
    ...{ format: decoded.format, text, shortened, size: bytes?.length ?? -1 },
    ...(decoded.problem !== undefined && { problem: decoded.problem }),
    ...(marks.length > 0 && { marks }),
  };
}

/** Bytes of key, value and headers. */
function sizeOf({ key, value, headers }: DecodedRecord): number {
  const size = ({ bytes }: DecodedBytes) => bytes?.length ?? 0;
  return headers.reduce(
    (sum, header) => sum + Buffer.byteLength(header.name) + size(header),
    size(key) + size(value),
  );
}
