import type { Clock, Timer } from '../../ports/clock.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';

interface Waiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (error: KafkaError) => void;
  readonly timer: Timer;
}

/** Who waits for an offset of one partition to be reached (Kafka's purgatory of one key). */
export class OffsetWaiters {
  readonly #clock: Clock;
  /** By offset, ascending: most come in that order. */
  readonly #waiters: Waiter[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when `reached` is called with `offset` or more. @throws KafkaError REQUEST_TIMED_OUT, and that of `fail` */
  wait(offset: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(timeoutMs, () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(new KafkaError(ErrorCode.REQUEST_TIMED_OUT));
      });
      const waiter = { offset, resolve, reject, timer };
      let at = this.#waiters.length;
      while (at > 0 && this.#waiters[at - 1]!.offset > offset) at--;
      this.#waiters.splice(at, 0, waiter);
    });
  }

  /** Lets go whoever waits for `offset` or less. */
  reached(offset: number): void {
    let count = 0;
    while (count < this.#waiters.length && this.#waiters[count]!.offset <= offset) count++;
    if (count === 0) return;
    for (const { timer, resolve } of this.#waiters.splice(0, count)) {
      timer.cancel();
      resolve();
    }
  }

  /** Tells everyone that the offset will not be reached here. */
  fail(error: KafkaError): void {
    for (const { timer, reject } of this.#waiters.splice(0)) {
      timer.cancel();
      reject(error);
    }
  }
}
