import type { Properties } from '../../../node/kafka/properties.ts';
import type { ConsumerRecord } from '../consumer/consumer-record.ts';
import { DefaultFormatter } from './default-formatter.ts';
import { type Formatter, type FormatterOutput, timestampText } from './formatter.ts';

/** Prints as the default does and logs each record as well (org.apache.kafka.tools.consumer.LoggingMessageFormatter). */
export class LoggingFormatter implements Formatter {
  readonly #default: DefaultFormatter;

  /** @throws Error as `DefaultFormatter`. */
  constructor(properties: Properties) {
    this.#default = new DefaultFormatter(properties);
  }

  writeTo(record: ConsumerRecord, output: FormatterOutput): void {
    this.#default.writeTo(record, output);
    const utf8 = new TextDecoder();
    const timestamp = timestampText(record);
    // Kafka's own punctuation: no comma behind a key that is null.
    const key = record.key === null ? 'null ' : `${utf8.decode(record.key)}, `;
    const value = record.value === null ? 'null' : utf8.decode(record.value);
    output.log(`${timestamp === undefined ? '' : `${timestamp}, `}key:${key}value:${value}`);
  }
}
