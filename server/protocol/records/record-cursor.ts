import { RecordsError } from './records-error.ts';

/**
 * Walks the uncompressed records of a batch (magic 2), one `next()` after the other,
 * without making an object of any: the produce path checks every record this way.
 *
 *     length varint | attributes int8 | timestampDelta varlong | offsetDelta varint
 *     | keyLength varint, key | valueLength varint, value
 *     | headers varint, each: keyLength varint, key, valueLength varint, value
 *
 * A length of −1 is null. The fields tell of the record that `next()` read last.
 */
export class RecordCursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  /** Where the next record starts. */
  at: number;
  timestampDelta = 0;
  offsetDelta = 0;
  keyAt = 0;
  /** −1 for null. */
  keyLength = -1;
  valueAt = 0;
  /** −1 for null. */
  valueLength = -1;
  headerCount = 0;
  /** Where the first header starts. */
  headersAt = 0;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** @throws RecordsError INVALID_RECORD if a length leaves its record or the batch. */
  next(): void {
    const length = this.varint();
    const start = this.at;
    if (length < 0 || length > this.end - start) {
      throw invalid(`a record of ${length} bytes where ${this.end - start} are left`);
    }
    this.at++; // attributes: none is defined
    this.timestampDelta = this.varlong();
    this.offsetDelta = this.varint();
    this.keyLength = this.lengthWithin();
    this.keyAt = this.at;
    if (this.keyLength > 0) this.at += this.keyLength;
    this.valueLength = this.lengthWithin();
    this.valueAt = this.at;
    if (this.valueLength > 0) this.at += this.valueLength;
    this.headerCount = this.varint();
    this.headersAt = this.at;
    if (this.headerCount !== 0) this.skipHeaders();
    if (this.at !== start + length) {
      throw invalid(`a record of ${length} bytes has fields of ${this.at - start}`);
    }
  }

  /** null for a null key; a view of the bytes. */
  key(): Uint8Array | null {
    return this.view(this.keyAt, this.keyLength);
  }

  /** null for a null value; a view of the bytes. */
  value(): Uint8Array | null {
    return this.view(this.valueAt, this.valueLength);
  }

  /** The current record's headers; keys are read as UTF-8, values are views. */
  headers(): { key: string; value: Uint8Array | null }[] {
    if (this.headerCount === 0) return [];
    const headers = [];
    const reader = new RecordCursor(this.bytes, this.headersAt, this.end);
    for (let index = 0; index < this.headerCount; index++) {
      const key = utf8.decode(reader.slice()!);
      headers.push({ key, value: reader.slice() });
    }
    return headers;
  }

  private skipHeaders(): void {
    // Each header takes two bytes at least.
    if (this.headerCount < 0 || this.headerCount > (this.end - this.at) / 2) {
      throw invalid(`${this.headerCount} headers in ${this.end - this.at} bytes`);
    }
    for (let index = 0; index < this.headerCount; index++) {
      const keyLength = this.lengthWithin();
      if (keyLength < 0) throw invalid('a header without a key');
      this.at += keyLength;
      const valueLength = this.lengthWithin();
      if (valueLength > 0) this.at += valueLength;
    }
  }

  private slice(): Uint8Array | null {
    const length = this.lengthWithin();
    const view = this.view(this.at, length);
    if (length > 0) this.at += length;
    return view;
  }

  private view(at: number, length: number): Uint8Array | null {
    return length < 0 ? null : this.bytes.subarray(at, at + length);
  }

  /** A length of −1 or of bytes that are there. */
  private lengthWithin(): number {
    const length = this.varint();
    if (length < -1 || length > this.end - this.at) {
      throw invalid(`a field of ${length} bytes where ${this.end - this.at} are left`);
    }
    return length;
  }

  private varint(): number {
    const first = this.byte();
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let zigzag = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.byte();
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    throw invalid('a varint of more than 5 bytes');
  }

  private varlong(): number {
    const first = this.byte();
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    // Half of the zigzag value, so that all int64 to 2^53 stay exact.
    let half = (first & 0x7f) >>> 1;
    let weight = 64;
    for (let index = 1; index < 10; index++) {
      const byte = this.byte();
      // The tenth byte has room for the last bit of 64.
      half += (byte & (index === 9 ? 0x01 : 0x7f)) * weight;
      if (byte < 0x80) return first & 1 ? -half - 1 : half;
      weight *= 128;
    }
    throw invalid('a varlong of more than 10 bytes');
  }

  private byte(): number {
    if (this.at >= this.end) throw invalid('the batch ends within a record');
    return this.bytes[this.at++]!;
  }
}

const utf8 = new TextDecoder();

function invalid(what: string): RecordsError {
  return new RecordsError('INVALID_RECORD', `Malformed record: ${what}`);
}
