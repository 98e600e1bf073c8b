import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { ErrorCode, KafkaError } from '../protocol/errors.ts';
import { StoreError } from '../storage/store-error.ts';
import { ZooKeeperError } from '../zookeeper/coordination.ts';

/** A full disk fails every request there is; so often, in milliseconds, the user is told. */
const QUIET_MS = 10_000;

/**
 * Failures of what the broker stands on, its store and the coordination service: each is a code for the
 * client, and now and then a line for the user.
 */
export class Failures {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** When each kind of failure was last told, by the clock's monotonic time. */
  readonly #told = new Map<string, number>();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * What to answer for an error: itself if it is a KafkaError; KAFKA_STORAGE_ERROR where the store failed;
   * REQUEST_TIMED_OUT, which clients try again after, where the coordination service cannot be had.
   * @param doing what failed, for the log: `creating topic t`
   * @throws the error if it is none of these, which makes it a mistake of this broker's
   */
  toKafkaError(error: unknown, doing: string): KafkaError {
    if (error instanceof KafkaError) return error;
    if (error instanceof StoreError) {
      this.#tell(`store ${error.kind}`, doing, error);
      return new KafkaError(ErrorCode.KAFKA_STORAGE_ERROR, error.message);
    }
    if (error instanceof ZooKeeperError) {
      this.#tell(error.code, doing, error);
      const away = error.code === 'CONNECTIONLOSS' || error.code === 'SESSIONEXPIRED';
      return away
        ? new KafkaError(ErrorCode.REQUEST_TIMED_OUT, 'The coordination service does not answer.')
        : new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, error.message);
    }
    throw error;
  }

  #tell(kind: string, doing: string, error: Error): void {
    const now = this.#clock.monotonic();
    if (now - (this.#told.get(kind) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    this.#told.set(kind, now);
    this.#logger.error(`${doing}: ${error.message}`);
  }
}
