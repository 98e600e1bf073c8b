// What a template makes: texts, and from these the bytes of records.

import type { Encoding } from '../../contract/messages/decoding.ts';
import type { RecordPreview, RecordTemplate, Typed } from '../../contract/messages/producing.ts';
import type { RecordHeader } from '../../protocol/records/record-batch.ts';
import type { Encoder } from '../formats/formats.ts';
import { boundedFake } from './bounded-fake.ts';
import type { Encoders } from './encoders.ts';
import { loadFake } from './faker.ts';
import type { FileRecord } from './files/file-record.ts';
import { hasExpressions, type TextMaker, textMaker } from './template.ts';

/** Key, value and headers as bytes, and what a file says beside. */
export interface MadeRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  readonly partition?: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
}

/** A key, value or header of the template: the text for each record, and what writes it. */
interface Part {
  readonly text: TextMaker;
  readonly encoder: Encoder;
}

interface HeaderPart {
  readonly name: string;
  readonly part: Part | null;
}

const TEXT: Encoding = { format: 'string' };

/** Whether what is typed for an encoding is JSON. */
export function isJsonTyped({ format }: Encoding): boolean {
  return ['json', 'messagepack', 'avro', 'protobuf'].includes(format);
}

/** Makes the records of a template, by their numbers; what a file says of one is in the template's place. */
export class RecordMaker {
  readonly #template: RecordTemplate;
  readonly #key: Part | null;
  readonly #value: Part | null;
  readonly #headers: readonly HeaderPart[];
  /** What writes what a file has, where the template has none. */
  readonly #plain: Encoder;

  /** @throws UserError for an encoding that cannot be used */
  static async of(
    template: RecordTemplate,
    topic: string,
    encoders: Encoders,
  ): Promise<RecordMaker> {
    const part = partMaker(template, topic, encoders);
    const headers: HeaderPart[] = [];
    for (const { name, value } of template.headers) {
      headers.push({ name, part: await part(value, 'header') });
    }
    return new RecordMaker(
      template,
      await part(template.key, 'key'),
      await part(template.value, 'value'),
      headers,
      await encoders.for(TEXT, topic, 'header'),
    );
  }

  private constructor(
    template: RecordTemplate,
    key: Part | null,
    value: Part | null,
    headers: readonly HeaderPart[],
    plain: Encoder,
  ) {
    this.#template = template;
    this.#key = key;
    this.#value = value;
    this.#headers = headers;
    this.#plain = plain;
  }

  /** @throws UserError that names the part which is wrong */
  async make(index: number, said: FileRecord = {}): Promise<MadeRecord> {
    const timestamp = said.timestamp ?? this.#template.timestamp;
    return {
      key: await this.#bytes('The key', this.#key, index, said.key),
      value: await this.#bytes('The value', this.#value, index, said.value),
      headers: await this.#headersOf(index, said),
      ...(said.partition !== undefined && { partition: said.partition }),
      ...(timestamp !== undefined && { timestamp }),
    };
  }

  async #headersOf(index: number, { headers: own = [] }: FileRecord): Promise<RecordHeader[]> {
    if (this.#headers.length === 0 && own.length === 0) return [];
    const headers: RecordHeader[] = [];
    for (const { name, part } of this.#headers) {
      if (own.some((each) => each.name === name)) continue;
      headers.push({ key: name, value: await this.#bytes(`Header ${name}`, part, index) });
    }
    for (const { name, value } of own) {
      const part = this.#headers.find((each) => each.name === name)?.part ?? null;
      headers.push({ key: name, value: await this.#bytes(`Header ${name}`, part, index, value) });
    }
    return headers;
  }

  /** @param said what a file says: undefined if nothing, null if there is to be none */
  async #bytes(
    name: string,
    part: Part | null,
    index: number,
    said?: string | null,
  ): Promise<Uint8Array | null> {
    if (said === null || (said === undefined && part === null)) return null;
    try {
      const encoder = part?.encoder ?? this.#plain;
      return await encoder.encode(said ?? part!.text(index));
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  }
}

/** The texts of a template's first record, and what is wrong with them. */
export async function previewOf(
  template: RecordTemplate,
  topic: string,
  encoders: Encoders,
): Promise<RecordPreview> {
  const part = partMaker(template, topic, encoders);
  const problems: { part: 'key' | 'value' | 'headers'; message: string }[] = [];
  const text = async (typed: Typed | null, of: 'key' | 'value' | 'headers', prefix = '') => {
    if (typed === null) return null;
    let made: string | undefined;
    try {
      const { text, encoder } = (await part(typed, of === 'headers' ? 'header' : of))!;
      made = text(0);
      await encoder.encode(made);
    } catch (error) {
      problems.push({ part: of, message: prefix + (error as Error).message });
    }
    return made ?? typed.text;
  };
  const key = await text(template.key, 'key');
  const value = await text(template.value, 'value');
  const headers: { name: string; value: string | null }[] = [];
  for (const header of template.headers) {
    const { name } = header;
    if (name === '') problems.push({ part: 'headers', message: 'A header has no name.' });
    headers.push({ name, value: await text(header.value, 'headers', `${name}: `) });
  }
  return { key, value, headers, problems };
}

function partMaker({ generated }: RecordTemplate, topic: string, encoders: Encoders) {
  return async (typed: Typed | null, of: 'key' | 'value' | 'header'): Promise<Part | null> => {
    if (typed === null) return null;
    const { encoding, text } = typed;
    const encoder = await encoders.for(encoding, topic, of);
    if (!generated || !hasExpressions(text)) return { encoder, text: () => text };
    const fake = boundedFake(await loadFake());
    return { encoder, text: textMaker(text, isJsonTyped(encoding), fake) };
  };
}
