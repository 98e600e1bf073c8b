import { setTimeout as delay } from 'node:timers/promises';
import { ErrorCode, isRetriable } from '../../protocol/errors.ts';
import { KafkaError } from '../kafka/kafka-error.ts';
import { UserError } from '../user-error.ts';

/** For how long a cluster that has never answered is asked again: it may be about to start. */
const FIRST_CONTACT_MS = 5_000;
/** For how long a topic is asked for that is not there: brokers may not have heard of it yet. */
const UNKNOWN_TOPIC_MS = 5_000;

export interface PatienceOptions {
  /** As the user has named it: `localhost:9092`. */
  readonly servers: string;
  readonly limitMs: number;
  readonly backoffMs: number;
}

/** Tries again what time may heal: brokers that are away, leaders that move, coordinators that load. */
export class Patience {
  readonly #options: PatienceOptions;
  readonly #end = new AbortController();
  #hasAnswered = false;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /**
   * @param mend is called before each further try
   * @throws UserError that names the servers when time is up; at once for what does not heal, and after `end`.
   */
  async until<T>(work: () => Promise<T>, mend?: (error: UserError) => void): Promise<T> {
    const began = performance.now();
    for (;;) {
      try {
        const result = await work();
        this.#hasAnswered = true;
        return result;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const left = began + this.#limitFor(error) - performance.now();
        if (left <= 0 || this.#end.signal.aborted) throw this.#explained(error);
        mend?.(error);
        await this.#pause(Math.min(left, this.#options.backoffMs));
      }
    }
  }

  /** Nothing is tried again any more. */
  end(): void {
    this.#end.abort();
  }

  #limitFor(error: UserError): number {
    const { limitMs } = this.#options;
    if (!(error instanceof KafkaError))
      return this.#hasAnswered ? limitMs : Math.min(limitMs, FIRST_CONTACT_MS);
    if (error.code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
      return Math.min(limitMs, UNKNOWN_TOPIC_MS);
    return isRetriable(error.code) ? limitMs : 0;
  }

  #explained(error: UserError): UserError {
    const message = `Kafka at ${this.#options.servers}: ${error.message}`;
    return new UserError(message, { cause: error });
  }

  async #pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#end.signal }).catch(() => {});
  }
}
