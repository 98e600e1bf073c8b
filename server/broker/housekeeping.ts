import type { Clock, Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Logs } from '../storage/logs.ts';
import type { BrokerConfig } from './config/broker-config.ts';

/** What a broker does now and then: drops segments that have outlived their retention. */
export class Housekeeping {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #logs: Logs;
  readonly #config: BrokerConfig;
  #timer: Timer | undefined;

  constructor(clock: Clock, logger: Logger, logs: Logs, config: BrokerConfig) {
    this.#clock = clock;
    this.#logger = logger;
    this.#logs = logs;
    this.#config = config;
  }

  start(): void {
    const interval = this.#config.get('log.retention.check.interval.ms');
    this.#timer = this.#clock.after(interval, () => {
      void this.#enforceRetention().then(() => {
        if (this.#timer !== undefined) this.start();
      });
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #enforceRetention(): Promise<void> {
    try {
      for (const { log, segments, bytes } of await this.#logs.enforceRetention()) {
        const where = `${log.topic}-${log.partition}`;
        this.#logger.info(`retention dropped ${segments} segments (${bytes} bytes) of ${where}`);
      }
      this.#logs.expireProducers(this.#config.get('producer.id.expiration.ms'));
    } catch (error) {
      this.#logger.error(`retention could not be enforced: ${(error as Error).message}`);
    }
  }
}
