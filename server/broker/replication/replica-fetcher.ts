import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { FetchResponse } from '../../protocol/api/01-fetch.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { RecordsError } from '../../protocol/records/records-error.ts';
import type { Failures } from '../failures.ts';
import { type Peer, PeerError } from '../peer.ts';
import { type AskedInSession, FetchSessionClient } from './fetch-session-client.ts';
import type { FetchedData, FollowedPartition } from './followed-partition.ts';
import { type EndpointPorts, LeaderEndpoint } from './leader-endpoint.ts';

/** The first pause after a failure; each further one doubles it, up to `replica.fetch.backoff.ms`. */
const FIRST_BACKOFF_MS = 20;

export interface FetcherPorts extends EndpointPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failures: Failures;
}

/**
 * Fetches everything that this broker follows one other broker in (kafka.server.ReplicaFetcherThread): one
 * request after the other, each of which says with its offsets what is written here. A partition that fails is
 * left out for a while and does not hold up the others.
 */
export class ReplicaFetcher {
  readonly #leaderId: number;
  readonly #endpoint: LeaderEndpoint;
  readonly #ports: FetcherPorts;
  readonly #session: FetchSessionClient;
  readonly #partitions = new Set<FollowedPartition>();
  /** Those that the leader has to be told of: new ones, and ones that have moved on. */
  readonly #changed = new Set<FollowedPartition>();
  readonly #gone = new Set<FollowedPartition>();
  /** When those are to be tried again that have failed, by the clock's monotonic time. */
  readonly #delayed = new Map<FollowedPartition, number>();
  #retry: Timer | undefined;
  #isWaiting = false;
  #isHurried = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #failures = 0;
  #closed = false;

  /** @param peer the leader, for this fetcher alone */
  constructor(leaderId: number, peer: Peer, ports: FetcherPorts) {
    this.#leaderId = leaderId;
    this.#endpoint = new LeaderEndpoint(peer, ports);
    this.#ports = ports;
    this.#session = new FetchSessionClient(() => ports.config.get('replica.fetch.max.bytes'));
  }

  /** How many partitions it fetches. */
  get size(): number {
    return this.#partitions.size;
  }

  add(partition: FollowedPartition): void {
    this.#partitions.add(partition);
    this.#changed.add(partition);
    this.#running ??= this.#run();
    this.#hurry();
  }

  remove(partition: FollowedPartition): void {
    if (!this.#partitions.delete(partition)) return;
    this.#changed.delete(partition);
    this.#delayed.delete(partition);
    this.#gone.add(partition);
  }

  /** Ends it; what is under way is not taken on any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    this.#endpoint.close();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Those that are added together are fetched together.
    await Promise.resolve();
    while (!this.#closed && this.#partitions.size > 0) {
      try {
        await this.#turn();
      } catch (error) {
        this.#session.reset();
        if (this.#closed) break;
        this.#failures++;
        this.#complain(error);
        await this.#sleep(this.#backoff(this.#failures));
      }
    }
    this.#running = undefined;
  }

  async #turn(): Promise<void> {
    const fetched = this.#session.isNew ? this.#fetchable() : [...this.#changed];
    const asked = this.#session.next(fetched, this.#gone);
    this.#changed.clear();
    this.#gone.clear();
    if (this.#session.size === 0) {
      // Nobody tells the leader what is gone: in its session it would answer with that for ever.
      this.#session.reset();
      return await this.#sleep();
    }
    const answers = this.#session.answered(await this.#fetch(asked));
    if (answers === undefined) {
      // The session is lost, as when the leader has restarted; a new one is made at once, but not again and again.
      if (this.#failures++ > 0) await this.#sleep(this.#backoff(this.#failures));
      return;
    }
    await Promise.all(answers.map(([partition, data]) => this.#take(partition, data)));
    this.#failures = 0;
  }

  async #fetch(asked: AskedInSession): Promise<FetchResponse> {
    this.#isWaiting = true;
    this.#isHurried = false;
    try {
      return await this.#endpoint.fetch(asked);
    } finally {
      this.#isWaiting = false;
    }
  }

  #fetchable(): FollowedPartition[] {
    return [...this.#partitions].filter((partition) => !this.#delayed.has(partition));
  }

  async #take(partition: FollowedPartition, data: FetchedData): Promise<void> {
    if (!this.#partitions.has(partition)) return;
    try {
      const hasMoved = await this.#takeOrRecover(partition, data);
      partition.failures = 0;
      if (hasMoved && this.#partitions.has(partition)) this.#changed.add(partition);
    } catch (error) {
      this.#delay(partition, error);
    }
  }

  async #takeOrRecover(partition: FollowedPartition, data: FetchedData): Promise<boolean> {
    if (data.errorCode === ErrorCode.NONE) return await partition.take(data);
    if (data.errorCode !== ErrorCode.OFFSET_OUT_OF_RANGE)
      throw new KafkaError(data.errorCode as ErrorCode);
    await partition.recover(this.#endpoint.offsetsOf(partition));
    return true;
  }

  /** Leaves a partition out until it may work again. */
  #delay(partition: FollowedPartition, error: unknown): void {
    if (!this.#partitions.has(partition)) return;
    partition.failures++;
    this.#complainOf(partition, error);
    const delayMs = this.#backoff(partition.failures);
    this.#delayed.set(partition, this.#ports.clock.monotonic() + delayMs);
    this.#changed.delete(partition);
    this.#gone.add(partition);
    this.#retry ??= this.#ports.clock.after(delayMs, () => this.#tryAgain());
  }

  #tryAgain(): void {
    this.#retry = undefined;
    const now = this.#ports.clock.monotonic();
    for (const [partition, at] of this.#delayed) {
      if (at > now) continue;
      this.#delayed.delete(partition);
      this.#gone.delete(partition);
      this.#changed.add(partition);
    }
    if (this.#delayed.size > 0) {
      const next = Math.min(...this.#delayed.values());
      this.#retry = this.#ports.clock.after(next - now, () => this.#tryAgain());
    }
    this.#hurry();
  }

  /** One line for each time that the leader cannot be fetched from, however long it lasts. */
  #complain(error: unknown): void {
    if (this.#failures > 1) return;
    const { logger } = this.#ports;
    const doing = `fetching from broker ${this.#leaderId}`;
    if (error instanceof PeerError) logger.info(`${doing}: ${error.message}`);
    else logger.error(`${doing} failed unexpectedly: ${(error as Error).stack}`);
  }

  #complainOf({ partition, failures }: FollowedPartition, error: unknown): void {
    const { logger, failures: known } = this.#ports;
    const name = `${partition.topic}-${partition.number}`;
    const doing = `fetching ${name} from broker ${this.#leaderId}`;
    if (error instanceof PeerError) return;
    const { code, message } = known.toKafkaError(error, doing);
    if (failures > 1) return;
    if (error instanceof RecordsError) logger.error(`${doing}: ${message}`);
    // Brokers do not hear of a new leader at the same time; that passes.
    else logger.debug(`${doing}: error ${code}, tried again`);
  }

  #backoff(failures: number): number {
    const longest = this.#ports.config.get('replica.fetch.backoff.ms');
    return Math.min(longest, FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 20));
  }

  /** Has what has changed told to the leader now, even if a request waits there for records. */
  #hurry(): void {
    this.#wake?.();
    if (!this.#isWaiting || this.#isHurried) return;
    this.#isHurried = true;
    // If it fails, so does the fetch before it.
    this.#endpoint.hurry().catch(() => {});
  }

  /** Resolves when there is something to do, or after `ms`. */
  #sleep(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer =
        ms === undefined ? undefined : this.#ports.clock.after(ms, () => this.#wake?.());
      this.#wake = () => {
        timer?.cancel();
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
