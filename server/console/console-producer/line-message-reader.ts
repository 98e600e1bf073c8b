import type { Properties } from '../../node/kafka/properties.ts';
import type { RecordHeader } from '../../protocol/records/record-batch.ts';

/** What a line says of a record. */
export interface LineRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** A line, or the reader's properties, cannot be understood; the wording is Kafka's. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

const utf8 = new TextEncoder();

/**
 * Makes records of lines (org.apache.kafka.tools.LineMessageReader): `headers⇥key⇥value`, of which headers and
 * key are there if `parse.headers` and `parse.key` say so.
 */
export class LineMessageReader {
  readonly #parseKey: boolean;
  readonly #parseHeaders: boolean;
  readonly #ignoreError: boolean;
  readonly #keySeparator: string;
  readonly #headersDelimiter: string;
  readonly #headersSeparator: string;
  readonly #headersSeparatorPattern: RegExp;
  readonly #headersKeySeparator: string;
  readonly #nullMarker: string | undefined;
  #lineNumber = 0;

  /** @throws LineError if two of the separators are the same. */
  constructor(properties: Properties) {
    this.#parseKey = isTrue(properties['parse.key']);
    this.#parseHeaders = isTrue(properties['parse.headers']);
    this.#ignoreError = isTrue(properties['ignore.error']);
    this.#keySeparator = properties['key.separator'] ?? '\t';
    this.#headersDelimiter = properties['headers.delimiter'] ?? '\t';
    this.#headersSeparator = properties['headers.separator'] ?? ',';
    this.#headersKeySeparator = properties['headers.key.separator'] ?? ':';
    this.#nullMarker = properties['null.marker'];
    this.#expectDifferent();
    this.#headersSeparatorPattern = toPattern(this.#headersSeparator);
  }

  /** @throws LineError unless `ignore.error` is true. */
  read(line: string): LineRecord {
    this.#lineNumber++;
    const headers = this.#parseHeaders
      ? this.#before(line, 0, this.#headersDelimiter, 'headers delimiter')
      : undefined;
    const keyAt = headers === undefined ? 0 : headers.length + this.#headersDelimiter.length;
    const key = this.#parseKey
      ? this.#before(line, keyAt, this.#keySeparator, 'key separator')
      : undefined;
    const valueAt = key === undefined ? keyAt : keyAt + key.length + this.#keySeparator.length;
    return {
      key: key === undefined ? null : this.#bytes(key),
      value: this.#bytes(line.slice(valueAt)),
      headers:
        headers === undefined || headers === this.#nullMarker ? [] : this.#splitHeaders(headers),
    };
  }

  #before(line: string, from: number, mark: string, what: string): string | undefined {
    const at = line.indexOf(mark, from);
    if (at >= 0) return line.slice(from, at);
    if (this.#ignoreError) return undefined;
    throw new LineError(`No ${what} found on line number ${this.#lineNumber}: '${line}'`);
  }

  #splitHeaders(text: string): RecordHeader[] {
    return splitAsJava(text, this.#headersSeparatorPattern).map((pair) => {
      const at = pair.indexOf(this.#headersKeySeparator);
      if (at < 0) {
        if (this.#ignoreError) return { key: pair, value: null };
        throw new LineError(
          `No header key separator found in pair '${pair}' on line number ${this.#lineNumber}`,
        );
      }
      const key = pair.slice(0, at);
      if (key === this.#nullMarker) {
        throw new LineError(
          `Header keys should not be equal to the null marker '${key}' as they can't be null`,
        );
      }
      return { key, value: this.#bytes(pair.slice(at + this.#headersKeySeparator.length)) };
    });
  }

  #bytes(text: string): Uint8Array | null {
    return text === this.#nullMarker ? null : utf8.encode(text);
  }

  #expectDifferent(): void {
    const differ = (a: string, textA: string | undefined, b: string, textB: string) => {
      if (textA === textB) throw new LineError(`${a} and ${b} may not be equal`);
    };
    const delimiter = this.#headersDelimiter;
    const separator = this.#headersSeparator;
    const keySeparator = this.#headersKeySeparator;
    differ('headers.delimiter', delimiter, 'headers.separator', separator);
    differ('headers.delimiter', delimiter, 'headers.key.separator', keySeparator);
    differ('headers.separator', separator, 'headers.key.separator', keySeparator);
    differ('null.marker', this.#nullMarker, 'key.separator', this.#keySeparator);
    differ('null.marker', this.#nullMarker, 'headers.separator', separator);
    differ('null.marker', this.#nullMarker, 'headers.delimiter', delimiter);
    differ('null.marker', this.#nullMarker, 'headers.key.separator', keySeparator);
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

/** Kafka takes the separator for a regular expression, which most are not. */
function toPattern(separator: string): RegExp {
  try {
    return new RegExp(separator, 'u');
  } catch {
    throw new LineError(`headers.separator is not a regular expression: '${separator}'`);
  }
}

/** As String.split: nothing empty at the end. */
function splitAsJava(text: string, pattern: RegExp): string[] {
  const parts = text.split(pattern);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}
