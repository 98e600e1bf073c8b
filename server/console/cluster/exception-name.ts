import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { errorName } from '../../protocol/errors.ts';

const PACKAGE = 'org.apache.kafka.common.errors.';

/** Exceptions whose names are not made from the error codes' as all others are. */
const IRREGULAR: Readonly<Record<string, string>> = {
  UNKNOWN_SERVER_ERROR: 'UnknownServer',
  CORRUPT_MESSAGE: 'CorruptRecord',
  INVALID_TOPIC_EXCEPTION: 'InvalidTopic',
  MESSAGE_TOO_LARGE: 'RecordTooLarge',
  RECORD_LIST_TOO_LARGE: 'RecordBatchTooLarge',
  NETWORK_EXCEPTION: 'Network',
  REQUEST_TIMED_OUT: 'Timeout',
  TOPIC_ALREADY_EXISTS: 'TopicExists',
  INVALID_CONFIG: 'InvalidConfiguration',
  NON_EMPTY_GROUP: 'GroupNotEmpty',
};

/** An error as a line of Java's, such as `org.apache.kafka.common.errors.GroupIdNotFoundException: The group id does not exist.` */
export function asException(error: Error): string {
  if (!(error instanceof KafkaError)) return `${PACKAGE}TimeoutException: ${error.message}`;
  return `${PACKAGE}${exceptionName(error.code)}: ${error.message}`;
}

/** `UnknownTopicOrPartitionException` for the code of UNKNOWN_TOPIC_OR_PARTITION. */
export function exceptionName(code: number): string {
  const name = errorName(code);
  const camel = name
    .toLowerCase()
    .replace(/(?:^|[_ ])([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  return `${IRREGULAR[name] ?? camel}Exception`;
}
