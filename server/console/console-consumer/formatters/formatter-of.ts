import type { Properties } from '../../../node/kafka/properties.ts';
import {
  CoordinatorRecordFormatter,
  groupMetadataRecords,
  offsetRecords,
  transactionRecords,
} from './coordinator-record-formatter.ts';
import { DefaultFormatter } from './default-formatter.ts';
import type { Formatter } from './formatter.ts';
import { LoggingFormatter } from './logging-formatter.ts';

type Make = (properties: Properties) => Formatter;

const formatters: Readonly<Record<string, Make>> = {
  DefaultMessageFormatter: (properties) => new DefaultFormatter(properties),
  LoggingMessageFormatter: (properties) => new LoggingFormatter(properties),
  NoOpMessageFormatter: () => ({ writeTo: () => {} }),
  OffsetsMessageFormatter: () => new CoordinatorRecordFormatter(offsetRecords),
  GroupMetadataMessageFormatter: () => new CoordinatorRecordFormatter(groupMetadataRecords),
  TransactionLogMessageFormatter: () => new CoordinatorRecordFormatter(transactionRecords),
};

/**
 * The formatter of a class name: of Kafka's today (`org.apache.kafka.tools.consumer.…`), of former ones
 * (`kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter`), or without a package.
 * @throws Error in Java's words if there is no such class, or as the formatter's constructor.
 */
export function formatterOf(className: string, properties: Properties): Formatter {
  const name = /[^.$]*$/.exec(className)![0];
  const make = Object.hasOwn(formatters, name) ? formatters[name] : undefined;
  if (make === undefined) throw new Error(`${className}: no formatter has this class name`);
  return make(properties);
}
