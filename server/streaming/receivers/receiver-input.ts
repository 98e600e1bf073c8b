import { booleanSetting, durationSetting, numberSetting } from '../context/settings.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { Input, InputInfo } from '../dstream/input.ts';
import { initialRate, rateController } from '../rates/rate-controller.ts';
import type { Block } from './block.ts';
import { BlockGenerator } from './block-generator.ts';
import { RateLimiter } from './rate-limiter.ts';
import { type Allocation, ReceivedBlocks } from './received-blocks.ts';
import type { Receiver } from './receiver.ts';
import { ReceiverSupervisor } from './receiver-supervisor.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/** The settings of receivers, with what they are where nobody sets them. */
const BLOCK_INTERVAL = ['spark.streaming.blockInterval', 200] as const;
const RESTART_DELAY = ['spark.streaming.receiverRestartDelay', 2000] as const;
const MAX_RATE = 'spark.streaming.receiver.maxRate';
const WRITE_AHEAD_LOG = 'spark.streaming.receiver.writeAheadLog.enable';

/** What an input knows of the DStream that it is the input of, once there is one. */
export interface OfStream {
  readonly id: number;
  readonly identity: string;
}

/** The side of a receiver's DStream that takes in what the receiver stores (Spark's ReceiverInputDStream). */
export class ReceiverInput<T> implements Input {
  readonly description: string;
  readonly #context: StreamingContext;
  readonly #receiver: Receiver<T>;
  readonly #stream: () => OfStream;
  readonly #limiter: RateLimiter;
  readonly #generator: BlockGenerator<T>;
  readonly #isLogged: boolean;
  #supervisor: ReceiverSupervisor<T> | undefined;
  #blocks = new ReceivedBlocks<T>();
  #restored: ReadonlyMap<number, Allocation> = new Map();

  /** @throws IllegalArgumentException for settings that cannot be. */
  constructor(context: StreamingContext, receiver: Receiver<T>, stream: () => OfStream) {
    const { conf, environment } = context.sparkContext;
    this.description = receiver.description;
    this.#context = context;
    this.#receiver = receiver;
    this.#stream = stream;
    this.#isLogged = booleanSetting(conf, WRITE_AHEAD_LOG, false);
    const maxRate = numberSetting(conf, MAX_RATE, 0);
    const most = maxRate > 0 ? maxRate : Number.POSITIVE_INFINITY;
    const rates = rateController(
      context,
      () => stream().id,
      (rate) => {
        this.#limiter.rate = Math.min(most, rate);
      },
    );
    const first = rates === undefined ? undefined : initialRate(context);
    this.#limiter = new RateLimiter(environment.clock, Math.min(most, first ?? most));
    this.#generator = new BlockGenerator(
      environment.clock,
      durationSetting(conf, ...BLOCK_INTERVAL),
      this.#limiter,
      (block) => void this.#push(block),
    );
  }

  get unrecoverable(): string | undefined {
    if (this.#isLogged) return undefined;
    return `What ${this.description} has received and is not processed yet is lost when the program ends: set ${WRITE_AHEAD_LOG} to keep it in the checkpoint directory.`;
  }

  /** @throws Error where there is to be a write-ahead log and no checkpoint directory. */
  async start(): Promise<void> {
    const { environment, conf } = this.#context.sparkContext;
    const { clock, logger } = environment;
    const { id } = this.#stream();
    if (this.#isLogged) {
      this.#blocks = new ReceivedBlocks(await this.#openLog());
      await this.#blocks.load(this.#restored);
    }
    this.#supervisor = new ReceiverSupervisor(this.#receiver, {
      ...{ streamId: id, name: `${this.#receiver.name}-${id}`, clock, logger },
      ...{ limiter: this.#limiter, generator: this.#generator },
      restartDelay: durationSetting(conf, ...RESTART_DELAY),
      push: (block) => this.#blocks.add(block),
      tell: this.#context.tell,
    });
    this.#receiver.attachSupervisor(this.#supervisor);
    this.#supervisor.start();
  }

  async stop(isGraceful: boolean): Promise<void> {
    await this.#supervisor?.end();
    if (!isGraceful) await this.#blocks.close();
  }

  async allocate(time: number): Promise<void> {
    // So that what came before the batch's time is in the batch, however long a block may be.
    this.#generator.cut();
    await this.#blocks.allocate(time);
  }

  get hasPending(): boolean {
    return this.#blocks.hasPending || this.#generator.hasPending;
  }

  blocksOf(time: number): readonly Block<T>[] {
    return this.#blocks.of(time);
  }

  get isLogged(): boolean {
    return this.#isLogged;
  }

  info(time: number): InputInfo {
    const blocks = this.#blocks.of(time);
    return {
      numRecords: recordsIn(blocks),
      description: blocks.map(({ id, numRecords }) => `block ${id}: ${numRecords}`).join('\n'),
    };
  }

  saved(time: number): Allocation | undefined {
    return this.#blocks.allocation(time);
  }

  restore(batches: ReadonlyMap<number, unknown>): void {
    this.#restored = batches as ReadonlyMap<number, Allocation>;
  }

  forget(time: number): void {
    this.#blocks.forget(time);
  }

  released(time: number): void {
    this.#blocks.release(time).catch((error: unknown) => {
      const { logger } = this.#context.sparkContext.environment;
      logger.warn(`${this.description}: what is done stays in the write-ahead log: ${error}`);
    });
  }

  async #push(block: readonly T[]): Promise<void> {
    try {
      await this.#blocks.add(block);
    } catch (error) {
      this.#supervisor!.reportError(
        `Error storing a block: its ${block.length} records are lost`,
        error as Error,
      );
    }
  }

  async #openLog(): Promise<WriteAheadLog<T>> {
    const { files, openStore, serializer } = this.#context.sparkContext.environment;
    const directory = this.#context.checkpointDirectory;
    if (directory === undefined) {
      throw new Error(
        'Cannot enable receiver write-ahead log without checkpoint directory set. Please use streamingContext.checkpoint() to set the checkpoint directory.',
      );
    }
    const folder = encodeURIComponent(this.#stream().identity);
    const store = await openStore(files.join(directory, 'receivedData', folder));
    return new WriteAheadLog(store, serializer);
  }
}

function recordsIn(blocks: readonly Block<unknown>[]): number {
  return blocks.reduce((sum, { numRecords }) => sum + numRecords, 0);
}
