// What a filter says of records.

import type { Decoding } from '../../contract/messages/decoding.ts';
import type { HeaderCondition, RecordFilter } from '../../contract/messages/reading.ts';
import type { RecordHeader } from '../../protocol/records/record-batch.ts';
import type { RecordCursor } from '../../protocol/records/record-cursor.ts';
import { type Decoded, type Decoder, searchText } from '../formats/formats.ts';
import { jsonText } from '../formats/value-text.ts';
import { recordAt, type SharedChunk } from '../reading/kept-chunk.ts';
import { compileExpression, type Expression, thrownText } from './expression.ts';
import { type FieldTest, fieldTest } from './field-condition.ts';
import { type TextSearch, textSearch } from './text-search.ts';

/** How keys, values and headers are read. */
export interface Readers {
  readonly key: Decoder;
  readonly value: Decoder;
  readonly header: Decoder;
  readonly keyFormat: Decoding['format'];
  readonly valueFormat: Decoding['format'];
}

/** What of a record has been decoded, as far as it was needed. */
interface Parts {
  readonly key: Decoded | undefined;
  readonly value: Decoded | undefined;
  readonly headers: readonly Decoded[];
}

/** Judges one record after the other, what costs least first. */
export class RecordMatcher {
  readonly #readers: Readers;
  readonly #partitions: ReadonlySet<number> | undefined;
  readonly #time: RecordFilter['time'];
  readonly #headers: readonly WantedHeader[];
  readonly #text: TextSearch | undefined;
  readonly #fields: readonly FieldTest[];
  readonly #expression: Expression | undefined;
  readonly #needs: { readonly key: boolean; readonly value: boolean; readonly headers: boolean };
  #problem: string | undefined;

  /** @throws UserError for a field, a pattern or an expression that is none */
  constructor(filter: RecordFilter, readers: Readers) {
    this.#readers = readers;
    this.#partitions = filter.partitions && new Set(filter.partitions);
    this.#time = filter.time;
    this.#headers = (filter.headers ?? []).map(wantedHeader);
    this.#text = filter.text ? textSearch(filter.text) : undefined;
    this.#fields = (filter.fields ?? []).map(fieldTest);
    this.#expression = filter.expression ? compileExpression(filter.expression) : undefined;
    const needs = this.#expression?.needs;
    const isAsked = (part: 'key' | 'value') => this.#fields.some((field) => field.part === part);
    this.#needs = {
      key: isAsked('key') || needs?.key === true,
      value: isAsked('value') || needs?.value === true,
      headers: needs?.headers === true,
    };
  }

  /** What the expression threw first. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** A promise only while a schema is on its way. Never throws. */
  matches(chunk: SharedChunk, at: number): boolean | Promise<boolean> {
    if (this.#partitions !== undefined && !this.#partitions.has(chunk.partition)) return false;
    if (this.#time !== undefined && !isWithin(this.#time, chunk.timestamps[at]!)) return false;
    const cursor = recordAt(chunk, at);
    const headers = this.#headersOf(cursor);
    if (!this.#headers.every((wanted) => headers.some((header) => this.#is(header, wanted))))
      return false;
    const found = this.#text === undefined || this.#isInBytes(cursor, headers, this.#text);
    if (found === false) return false;
    const parts = this.#decode(cursor, headers, found === undefined);
    if (parts instanceof Promise)
      return parts.then((each) => this.#judge(chunk, at, cursor, headers, each, found));
    return this.#judge(chunk, at, cursor, headers, parts, found);
  }

  #headersOf(cursor: RecordCursor): readonly RecordHeader[] {
    const isAsked = this.#headers.length > 0 || this.#needs.headers || this.#text !== undefined;
    return isAsked && cursor.headerCount > 0 ? cursor.headers() : [];
  }

  #decode(
    cursor: RecordCursor,
    headers: readonly RecordHeader[],
    isAll: boolean,
  ): Parts | Promise<Parts> {
    const { key, value, header } = this.#readers;
    const needs = this.#needs;
    const decodedKey = needs.key || isAll ? key.decode(cursor.key()) : undefined;
    const decodedValue = needs.value || isAll ? value.decode(cursor.value()) : undefined;
    const decodedHeaders =
      needs.headers || isAll ? headers.map((each) => header.decode(each.value)) : [];
    if (
      decodedKey instanceof Promise ||
      decodedValue instanceof Promise ||
      decodedHeaders.some((each) => each instanceof Promise)
    ) {
      return Promise.all([decodedKey, decodedValue, Promise.all(decodedHeaders)]).then(
        ([lateKey, lateValue, lateHeaders]) => ({
          ...{ key: lateKey, value: lateValue, headers: lateHeaders },
        }),
      );
    }
    return { key: decodedKey, value: decodedValue, headers: decodedHeaders as Decoded[] };
  }

  #judge(
    chunk: SharedChunk,
    at: number,
    cursor: RecordCursor,
    headers: readonly RecordHeader[],
    parts: Parts,
    isTextFound: true | undefined,
  ): boolean {
    if (isTextFound === undefined && !isInText(cursor, headers, parts, this.#text!)) return false;
    for (const { part, holds } of this.#fields) if (!holds(parts[part]!.value)) return false;
    return this.#expression === undefined || this.#holds(chunk, at, headers, parts);
  }

  #holds(chunk: SharedChunk, at: number, headers: readonly RecordHeader[], parts: Parts): boolean {
    const { partition } = chunk;
    const offset = chunk.offsets[at]!;
    try {
      return this.#expression!.holds({
        key: parts.key?.value,
        value: parts.value?.value,
        headers: Object.fromEntries(headers.map(({ key }, i) => [key, parts.headers[i]?.value])),
        ...{ partition, offset, timestamp: chunk.timestamps[at]! },
      });
    } catch (error) {
      this.#problem ??= `The expression failed at partition ${partition}, offset ${offset}, and maybe at others, which count as not matching: ${thrownText(error)}`;
      return false;
    }
  }

  /** Undefined where what is shown may differ from the bytes, and does not have it in them. */
  #isInBytes(
    cursor: RecordCursor,
    headers: readonly RecordHeader[],
    text: TextSearch,
  ): boolean | undefined {
    const { keyFormat, valueFormat } = this.#readers;
    const { bytes, keyAt, keyLength, valueAt, valueLength } = cursor;
    const value = isInPart(text, bytes, valueAt, valueLength, valueFormat);
    if (value) return true;
    const key = isInPart(text, bytes, keyAt, keyLength, keyFormat);
    if (key) return true;
    let header: boolean | undefined = false;
    for (const { key: name, value: content } of headers) {
      if (text.isIn(name)) return true;
      if (content === null || header === undefined) continue;
      header = isInPart(text, content, 0, content.length, 'auto');
      if (header) return true;
    }
    return value === undefined || key === undefined || header === undefined ? undefined : false;
  }

  #is(header: RecordHeader, wanted: WantedHeader): boolean {
    if (header.key !== wanted.name) return false;
    if (wanted.value === undefined) return true;
    const decoded = this.#readers.header.decode(header.value);
    return !(decoded instanceof Promise) && searchText(decoded, header.value) === wanted.value;
  }
}

interface WantedHeader {
  readonly name: string;
  readonly value: string | undefined;
}

function wantedHeader({ name, value }: HeaderCondition): WantedHeader {
  return { name, value };
}

function isWithin({ from, to }: { from: number; to: number }, timestamp: number): boolean {
  return timestamp >= from && timestamp < to;
}

function isInPart(
  text: TextSearch,
  bytes: Uint8Array,
  at: number,
  length: number,
  format: Decoding['format'],
): boolean | undefined {
  if (length <= 0) return false;
  if (format !== 'string' && format !== 'json' && format !== 'auto') return undefined;
  // What JSON escapes is found as what it stands for.
  return text.isInBytes(bytes, at, at + length, format !== 'string');
}

function isInText(
  cursor: RecordCursor,
  headers: readonly RecordHeader[],
  { key, value, headers: decoded }: Parts,
  text: TextSearch,
): boolean {
  if (value !== undefined && isIn(text, value, cursor.value())) return true;
  if (key !== undefined && isIn(text, key, cursor.key())) return true;
  return decoded.some((each, i) => isIn(text, each, headers[i]!.value));
}

/** In what is shown; of JSON also in what its escapes stand for. */
function isIn(text: TextSearch, decoded: Decoded, bytes: Uint8Array | null): boolean {
  if (text.isIn(searchText(decoded, bytes))) return true;
  return decoded.format === 'json' && text.isIn(jsonText(decoded.value, 'base64'));
}
