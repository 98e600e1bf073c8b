// What writes the bytes of keys, values and headers, made once for each encoding.

import type { Encoding } from '../../contract/messages/decoding.ts';
import { type Encoder, type FormatContext, makeEncoder } from '../formats/formats.ts';

export class Encoders {
  readonly #context: Omit<FormatContext, 'part' | 'topic'>;
  readonly #encoders = new Map<string, Promise<Encoder>>();

  constructor(context: Omit<FormatContext, 'part' | 'topic'>) {
    this.#context = context;
  }

  /** @throws UserError for a schema file that cannot be used, or for a registry where none is configured */
  for(encoding: Encoding, topic: string, part: FormatContext['part']): Promise<Encoder> {
    const context = { ...this.#context, topic, part };
    // A file is read anew each time: it is being edited, as likely as not.
    if ('schema' in encoding && encoding.schema.kind === 'file') {
      return makeEncoder(encoding, context);
    }
    const key = JSON.stringify([encoding, topic, part]);
    const known = this.#encoders.get(key);
    if (known !== undefined) return known;
    const encoder = makeEncoder(encoding, context);
    this.#encoders.set(key, encoder);
    encoder.catch(() => this.#encoders.delete(key));
    return encoder;
  }
}
