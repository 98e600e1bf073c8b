import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ReceiverInfo } from '../batches/streaming-listener.ts';
import type { BlockGenerator } from './block-generator.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Receiver, Supervision } from './receiver.ts';

/** What a supervisor works with. */
export interface SupervisorParts<T> {
  readonly streamId: number;
  /** Names the receiver in events and logs. */
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limiter: RateLimiter;
  readonly generator: BlockGenerator<T>;
  /** Milliseconds. */
  readonly restartDelay: number;
  /** Resolves when the block is kept. */
  readonly push: (block: readonly T[]) => Promise<void>;
  readonly tell: (
    event: 'onReceiverStarted' | 'onReceiverError' | 'onReceiverStopped',
    info: ReceiverInfo,
  ) => void;
}

/** Starts, stops and restarts one receiver, and takes what it stores (Spark's ReceiverSupervisor). */
export class ReceiverSupervisor<T> implements Supervision<T> {
  readonly #receiver: Receiver<T>;
  readonly #parts: SupervisorParts<T>;
  #state: 'initialized' | 'started' | 'stopped' = 'initialized';
  #hasEnded = false;
  #restarting: Timer | undefined;
  /** Counts the starts: what comes late of an earlier one is known by it. */
  #starts = 0;
  #lastMessage = '';
  #lastError: Error | undefined;
  /** Resolves when the receiver that was stopped last has ended what it had set going. */
  #stopping: Promise<void> = Promise.resolve();

  constructor(receiver: Receiver<T>, parts: SupervisorParts<T>) {
    this.#receiver = receiver;
    this.#parts = parts;
  }

  get streamId(): number {
    return this.#parts.streamId;
  }

  get isStarted(): boolean {
    return this.#state === 'started';
  }

  /** Starts the receiver, and takes what it stores from now on. */
  start(): void {
    this.#parts.generator.start();
    this.#startReceiver();
  }

  /** Stops the receiver for good. Resolves when its `onStop` has, and what it stored has been made blocks. */
  async end(): Promise<void> {
    this.stop('The stream was stopped', undefined);
    await this.#stopping;
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#parts.generator.stop();
  }

  store(item: T): Promise<void> | undefined {
    return this.#hasEnded ? undefined : this.#parts.generator.add(item);
  }

  async storeAll(items: readonly T[]): Promise<void> {
    const { limiter, clock, push } = this.#parts;
    const wait = limiter.reserve(items.length);
    if (wait > 0) await new Promise<void>((resolve) => clock.after(Math.ceil(wait), resolve));
    if (this.#hasEnded)
      throw new Error(`${this.#parts.name} was stopped: what it stores is not taken any more.`);
    if (items.length > 0) await push(items);
  }

  reportError(message: string, error: Error | undefined): void {
    this.#remember(message, error);
    this.#parts.logger.warn(`${this.#parts.name}: ${this.#lastMessage}`);
    this.#tell('onReceiverError');
  }

  stop(message: string, error: Error | undefined): void {
    this.#restarting?.cancel();
    this.#restarting = undefined;
    this.#stopReceiver(message, error);
  }

  restart(message: string, error: Error | undefined, delay = this.#parts.restartDelay): void {
    // Of two that fail together, such as a reader and a writer, the first is enough.
    if (this.#state !== 'started') return;
    const { clock, logger, name } = this.#parts;
    logger.warn(`${name}: Restarting receiver with delay ${delay} ms: ${textOf(message, error)}`);
    this.#stopReceiver(`Restarting receiver with delay ${delay} ms: ${message}`, error);
    const stopped = this.#stopping;
    this.#restarting = clock.after(delay, async () => {
      await stopped;
      if (this.#restarting === undefined) return;
      this.#restarting = undefined;
      this.#startReceiver();
    });
  }

  #startReceiver(): void {
    this.#state = 'started';
    this.#tell('onReceiverStarted');
    // Not waited for: what goes on for as long as the receiver is started may be in there.
    void this.#onStart();
  }

  async #onStart(): Promise<void> {
    const start = ++this.#starts;
    try {
      await this.#receiver.onStart();
    } catch (error) {
      if (start !== this.#starts) return;
      this.#parts.logger.error(textOf(`${this.#parts.name}: Error starting receiver`, error));
      this.stop('Error starting receiver', error as Error);
    }
  }

  #stopReceiver(message: string, error: Error | undefined): void {
    if (this.#state !== 'started') return;
    this.#state = 'stopped';
    this.#stopping = this.#onStop(message, error);
  }

  async #onStop(message: string, error: Error | undefined): Promise<void> {
    try {
      await this.#receiver.onStop();
    } catch (thrown) {
      this.#parts.logger.error(textOf(`${this.#parts.name}: Error stopping receiver`, thrown));
    }
    this.#remember(message, error);
    this.#tell('onReceiverStopped');
  }

  #remember(message: string, error: Error | undefined): void {
    this.#lastMessage = textOf(message, error);
    this.#lastError = error;
  }

  #tell(event: Parameters<SupervisorParts<T>['tell']>[0]): void {
    const { streamId, name, tell } = this.#parts;
    const active = this.#state === 'started';
    const about = { lastErrorMessage: this.#lastMessage, lastError: this.#lastError };
    tell(event, { streamId, name, active, ...about });
  }
}

function textOf(message: string, error: unknown): string {
  if (error === undefined) return message;
  return `${message}: ${error instanceof Error ? error.message : String(error)}`;
}
