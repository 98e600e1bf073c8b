import { expect, test } from 'vitest';
import { ErrorCode, errorName, isRetriable, KafkaError } from '../../../server/protocol/errors.ts';

test('codes run from -1 to 133 without a gap', () => {
  expect(Object.values(ErrorCode)).toEqual(Array.from({ length: 135 }, (_, i) => i - 1));
});

test('a code has the name that Kafka gives it', () => {
  expect(errorName(3)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(errorName(-1)).toBe('UNKNOWN_SERVER_ERROR');
  expect(errorName(999)).toBe('error 999');
});

test('clients may repeat what is retriable', () => {
  expect(isRetriable(ErrorCode.NOT_LEADER_OR_FOLLOWER)).toBe(true);
  expect(isRetriable(ErrorCode.REBALANCE_IN_PROGRESS)).toBe(false);
  expect(isRetriable(ErrorCode.NONE)).toBe(false);
});

test('an error tells its code by name unless it has something better to say', () => {
  const { INVALID_TOPIC_EXCEPTION } = ErrorCode;
  expect(new KafkaError(INVALID_TOPIC_EXCEPTION).message).toBe('INVALID_TOPIC_EXCEPTION');
  expect(new KafkaError(INVALID_TOPIC_EXCEPTION, "no topic is called '..'")).toMatchObject({
    code: 17,
    message: "no topic is called '..'",
  });
});
