import { ErrorCode, isRetriable } from '../../../protocol/errors.ts';
import type { UserError } from '../../user-error.ts';
import { KafkaError } from '../kafka-error.ts';

/**
 * What becomes of a batch that was refused: it is sent again wherever its leader is found (`elsewhere`, which does not
 * count as a try), or as it is (`again`), or under another producer id (`renewed`), or it has failed.
 */
export type Fate = 'elsewhere' | 'again' | 'renewed' | 'failed';

/** Errors that say nothing against the batch. */
const LEADER_MOVED: readonly number[] = [
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.FENCED_LEADER_EPOCH,
  ErrorCode.KAFKA_STORAGE_ERROR,
];

/** The broker does not remember the producer, which goes on under another id (KIP-360). */
const FORGOTTEN: readonly number[] = [
  ErrorCode.UNKNOWN_PRODUCER_ID,
  ErrorCode.INVALID_PRODUCER_EPOCH,
];

/**
 * @param tries how often it may still be sent again
 * @param isBehind whether one before it is still to be sent, so that it could not but be out of order
 */
export function fateOf(error: UserError, tries: number, isBehind: boolean): Fate {
  // A connection that broke is nothing that the batch has tried.
  if (!(error instanceof KafkaError) || LEADER_MOVED.includes(error.code)) return 'elsewhere';
  if (FORGOTTEN.includes(error.code)) return 'renewed';
  if (error.code === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && isBehind) return 'again';
  return isRetriable(error.code) && tries > 0 ? 'again' : 'failed';
}

/** Whether the cluster said no, and will say so again. */
export function isFinal(error: UserError): boolean {
  return error instanceof KafkaError && !isRetriable(error.code);
}
