import { expect, test } from 'vitest';
import { asException, exceptionName } from '../../../../server/console/cluster/exception-name.ts';
import { KafkaError } from '../../../../server/node/kafka/kafka-error.ts';
import { ErrorCode } from '../../../../server/protocol/errors.ts';

test.each([
  ['UNKNOWN_TOPIC_OR_PARTITION', 'UnknownTopicOrPartitionException'],
  ['GROUP_ID_NOT_FOUND', 'GroupIdNotFoundException'],
  ['NON_EMPTY_GROUP', 'GroupNotEmptyException'],
  ['MESSAGE_TOO_LARGE', 'RecordTooLargeException'],
  ['NOT_ENOUGH_REPLICAS', 'NotEnoughReplicasException'],
  ['INVALID_TOPIC_EXCEPTION', 'InvalidTopicException'],
] as const)('%s is %s', (name, exception) => {
  expect(exceptionName(ErrorCode[name])).toBe(exception);
});

test('an error is written as Java’s exceptions are', () => {
  expect(asException(new KafkaError(ErrorCode.GROUP_ID_NOT_FOUND))).toBe(
    'org.apache.kafka.common.errors.GroupIdNotFoundException: The group id does not exist.',
  );
  expect(asException(new Error('too late'))).toBe(
    'org.apache.kafka.common.errors.TimeoutException: too late',
  );
});
