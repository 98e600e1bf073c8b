import type { Clock, Timer } from '../ports/clock.ts';
import { counted, type Logger } from '../ports/logger.ts';
import type { Logs } from '../storage/logs.ts';
import type { BrokerConfig } from './config/broker-config.ts';
import type { Partitions } from './partitions.ts';

/** How often the logs' states are written down: as log.flush.offset.checkpoint.interval.ms in Kafka. */
const CHECKPOINT_INTERVAL_MS = 60_000;

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly logs: Logs;
  readonly config: BrokerConfig;
  readonly partitions: Pick<Partitions, 'checkInSyncReplicas'>;
}

/**
 * What a broker does now and then: drops segments that have outlived their retention and producers that
 * have fallen silent, looks for followers that have fallen behind, and writes down where the logs stand, so
 * that a crash leaves little to recover.
 */
export class Housekeeping {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #logs: Logs;
  readonly #config: BrokerConfig;
  readonly #partitions: Parts['partitions'];
  readonly #timers = new Map<() => Promise<void>, Timer>();
  readonly #underWay = new Set<Promise<void>>();

  constructor({ clock, logger, logs, config, partitions }: Parts) {
    this.#clock = clock;
    this.#logger = logger;
    this.#logs = logs;
    this.#config = config;
    this.#partitions = partitions;
  }

  start(): void {
    this.#every(this.#config.get('log.retention.check.interval.ms'), () => this.#dropExpired());
    this.#every(CHECKPOINT_INTERVAL_MS, () => this.#logs.checkpoint());
    this.#every(this.#config.get('replica.high.watermark.checkpoint.interval.ms'), () =>
      this.#logs.checkpointHighWatermarks(),
    );
    this.#every(this.#config.get('replica.lag.time.max.ms') / 2, async () =>
      this.#partitions.checkInSyncReplicas(),
    );
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    await Promise.all(this.#underWay);
  }

  #every(intervalMs: number, task: () => Promise<void>): void {
    const run = async () => {
      try {
        await task();
      } catch (error) {
        this.#logger.error(`housekeeping failed and is tried again: ${(error as Error).message}`);
      }
      if (this.#timers.has(task)) this.#every(intervalMs, task);
    };
    const begin = () => {
      const running = run().finally(() => this.#underWay.delete(running));
      this.#underWay.add(running);
    };
    this.#timers.set(task, this.#clock.after(intervalMs, begin));
  }

  async #dropExpired(): Promise<void> {
    const expired = await this.#logs.enforceRetention((log) => log.highWatermark);
    for (const { topic, partition, segments, bytes, cause } of expired) {
      this.#logger.info(
        `deleted ${counted(segments, 'segment')} (${bytes} bytes) of ${topic}-${partition} by ${cause}`,
      );
    }
    this.#logs.expireProducers(this.#config.get('producer.id.expiration.ms'));
  }
}
