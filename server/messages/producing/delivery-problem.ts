// Why a record did not get to its partition, and what to do.

import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { ErrorCode } from '../../protocol/errors.ts';

/** What to do about what brokers refuse, where their own words do not say it. */
const advice: Readonly<Record<number, string>> = {
  [ErrorCode.MESSAGE_TOO_LARGE]:
    'Send less, choose a compression, or raise max.message.bytes of the topic.',
  [ErrorCode.RECORD_LIST_TOO_LARGE]:
    'Send less at once, or raise segment.bytes or max.message.bytes of the topic.',
  [ErrorCode.NOT_ENOUGH_REPLICAS]:
    'Start the brokers that are missing, lower min.insync.replicas of the topic, or send with acks 1.',
  [ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND]:
    'The leader has it; start the brokers that are missing, or lower min.insync.replicas of the topic.',
  [ErrorCode.INVALID_TIMESTAMP]:
    'Send it without a timestamp, or raise message.timestamp.before.max.ms or message.timestamp.after.max.ms of the topic.',
  [ErrorCode.INVALID_RECORD]: 'If the topic is compacted, give the record a key.',
  [ErrorCode.TOPIC_AUTHORIZATION_FAILED]:
    'Have the operation Write on the topic allowed to the user of this connection.',
  [ErrorCode.CLUSTER_AUTHORIZATION_FAILED]:
    'Send without idempotence, or have IdempotentWrite on the cluster allowed to the user of this connection.',
  [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]: 'Create the topic again, or choose another partition.',
  [ErrorCode.UNSUPPORTED_COMPRESSION_TYPE]:
    'Choose another compression: the brokers do not know this one.',
  [ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT]:
    'The topic keeps an old message format: send without headers and idempotence.',
  [ErrorCode.POLICY_VIOLATION]: 'A policy of the brokers is against it.',
};

/** What the producer says of records whose time is up. */
const EXPIRED = /^Expiring .*:(\d+) ms has passed/;
const NO_METADATA = /not present in metadata after/;

/**
 * One sentence or two: what happened, and what to do.
 * @param trouble what was wrong for the time being, as last heard
 */
export function deliveryProblem(error: Error, trouble: string | undefined): string {
  const waited = EXPIRED.exec(error.message);
  if (waited !== null) {
    const seconds = Math.round(Number(waited[1]) / 1000);
    return `No leader took it for ${seconds} s${why(trouble)} It may have arrived nevertheless: look before you send it again, once the brokers run.`;
  }
  if (NO_METADATA.test(error.message)) {
    return `The topic's partitions could not be learnt${why(trouble)} Is the cluster running, and is the topic there?`;
  }
  const known = error instanceof KafkaError ? advice[error.code] : undefined;
  return known === undefined ? error.message : `${ended(error.message)} ${known}`;
}

function why(trouble: string | undefined): string {
  return trouble === undefined ? '.' : `: ${ended(trouble)}`;
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
