import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import type { Store, StoreOperation } from '../../../../server/storage/store.ts';
import type { MatchOptions } from '../../../../server/streaming/checkpoint/program.ts';
import { SparkConf } from '../../../../server/streaming/context/spark-conf.ts';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { StreamingContext } from '../../../../server/streaming/context/streaming-context.ts';
import type { DStream } from '../../../../server/streaming/dstream/dstream.ts';
import type { Input } from '../../../../server/streaming/dstream/input.ts';
import { settled } from '../../../harness/manual-clock.ts';
import {
  type StreamingEnvironment,
  streamingEnvironment,
} from '../../../harness/streaming-environment.ts';

/** What is durable is an own copy; what a process does after its crash has no effect. */
class ProcessStore implements Store {
  readonly #durable: MemoryStore;
  readonly #process: Process;

  constructor(durable: MemoryStore, process: Process) {
    this.#durable = durable;
    this.#process = process;
  }

  async write(operations: readonly StoreOperation[]): Promise<void> {
    // As a disk that takes a moment.
    await settled();
    if (this.#process.takesWrite()) await this.#durable.write(operations);
  }

  get: Store['get'] = (key) => this.#durable.get(key);
  getMany: Store['getMany'] = (keys) => this.#durable.getMany(keys);
  range: Store['range'] = (range) => this.#durable.range(range);
  values: Store['values'] = (range) => this.#durable.values(range);
  clear: Store['clear'] = (gte, lt) => this.#durable.clear(gte, lt);
  approximateSize: Store['approximateSize'] = (gte, lt) => this.#durable.approximateSize(gte, lt);
  compact = async () => {};
  flush = async () => {};
  close = async () => {};
}

/** One run of the program: it ends when it crashes, or is stopped. */
export class Process {
  readonly environment: StreamingEnvironment;
  readonly ssc: StreamingContext;
  isAlive = true;
  /** What fails in it: for `setup` to look at. */
  fails: {
    readonly outputFails?: number | undefined;
    readonly functionFails?: number | undefined;
  } = {};
  /** Writes so far. */
  writes = 0;
  /** The write at which it crashes, and whether that write is still made. */
  crash: { readonly at: number; readonly isWritten: boolean } | undefined;

  constructor(world: CrashingWorld, batchDuration: number) {
    this.environment = streamingEnvironment({
      openStore: async (folder) => new ProcessStore(world.storeOf(folder), this),
    });
    void this.environment.clock.sleep(world.elapsed);
    this.ssc = new StreamingContext(
      new SparkContext(this.environment, world.conf, 'test'),
      batchDuration,
    );
  }

  takesWrite(): boolean {
    if (!this.isAlive) return false;
    if (++this.writes !== this.crash?.at) return true;
    this.isAlive = false;
    return this.crash.isWritten;
  }
}

/** What outlives the processes of a program: its stores, its topic, and what it has put out. */
export class CrashingWorld {
  readonly topic: unknown[] = [];
  readonly #outputs = new Map<string, Map<number, unknown>>();
  readonly #stores = new Map<string, MemoryStore>();
  readonly #setup: (process: Process, world: CrashingWorld) => void;
  /** Seconds. */
  batchDuration: number;
  readonly conf = new SparkConf().setMaster('local[2]');
  /** What `getOrCreate` is given. */
  options: MatchOptions = {};
  readonly logged: string[] = [];
  process: Process;
  /** Milliseconds since the world began. */
  elapsed = 0;

  /** @param setup defines the streams of `process.ssc`. */
  constructor(setup: (process: Process, world: CrashingWorld) => void, batchDuration = 1) {
    this.#setup = setup;
    this.batchDuration = batchDuration;
    this.process = new Process(this, batchDuration);
  }

  storeOf(folder: string): MemoryStore {
    const store = this.#stores.get(folder) ?? new MemoryStore();
    this.#stores.set(folder, store);
    return store;
  }

  /** The stream of the topic's records: each batch has those that are new. */
  records<T>(process = this.process): DStream<T> {
    const { ssc } = process;
    const input = new TopicInput(this.topic);
    return ssc.stream<T>({
      ...{ kind: 'TopicInputDStream', parents: [], slide: ssc.graph.batchDuration, input },
      compute: (time) => ssc.sparkContext.parallelize(input.at(time) as T[], 2),
    });
  }

  /**
   * Keeps what a stream has in each batch.
   * @throws Error in a job where a batch that is run again has something else than before.
   */
  keep<T>(name: string, stream: DStream<T>, process = this.process): void {
    const output = this.outputOf(name);
    stream.foreachRDD(async (rdd, time) => {
      const values = (await rdd.collect()).map((value) => JSON.stringify(value)).sort();
      if (!process.isAlive) return;
      const before = output.get(time.milliseconds);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(values))
        throw new Error(`${name} of ${time}: first ${before}, then ${values}`);
      output.set(time.milliseconds, values);
    });
  }

  /** What was kept under a name, by the times of the batches. */
  outputOf(name: string): Map<number, unknown> {
    const output = this.#outputs.get(name) ?? new Map<number, unknown>();
    this.#outputs.set(name, output);
    return output;
  }

  /** The values that were kept, parsed, in the order of the batches. */
  kept<T>(name: string): T[][] {
    const batches = [...this.outputOf(name)].sort(([a], [b]) => a - b);
    return batches.map(([, values]) => (values as string[]).map((value) => JSON.parse(value) as T));
  }

  /** Starts a process on what there is. @throws Error what `getOrCreate` or `start` throw. */
  async start(crash?: Process['crash']): Promise<void> {
    this.process = new Process(this, this.batchDuration);
    this.process.crash = crash;
    const { process } = this;
    const ssc = await StreamingContext.getOrCreate(
      '/checkpoint',
      () => {
        this.#setup(process, this);
        return process.ssc;
      },
      this.options,
    );
    await ssc.start();
  }

  /** Lets batches go by. */
  async advance(batches = 1): Promise<void> {
    const period = this.batchDuration * 1000;
    for (let i = 0; i < batches; i++) {
      await this.process.environment.clock.advance(period);
      this.elapsed += period;
      await this.settle();
    }
  }

  /** Waits until the process has done what it can. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await settled();
  }

  /** Ends the process; what it has not written by now is lost. */
  async kill(): Promise<void> {
    this.process.isAlive = false;
    await this.process.ssc.stop();
    this.logged.push(...this.process.environment.logged);
  }
}

/** Reads a list as if it were a topic: from its beginning, unless a checkpoint says from where on. */
class TopicInput implements Input {
  readonly description = 'the topic';
  readonly #topic: readonly unknown[];
  readonly #ranges = new Map<number, readonly [number, number]>();
  #position = 0;

  constructor(topic: readonly unknown[]) {
    this.#topic = topic;
  }

  at(time: number): unknown[] {
    const range = this.#ranges.get(time);
    if (range === undefined) throw new Error(`The topic was asked for the batch ${time}.`);
    return this.#topic.slice(...range);
  }

  start(): void {}

  stop(): void {}

  allocate(time: number): void {
    if (this.#ranges.has(time)) throw new Error(`The batch ${time} has its range already.`);
    this.#ranges.set(time, [this.#position, this.#topic.length]);
    this.#position = this.#topic.length;
  }

  info(time: number) {
    const [from, until] = this.#ranges.get(time) ?? [0, 0];
    return { numRecords: until - from };
  }

  saved(time: number): unknown {
    return this.#ranges.get(time);
  }

  restore(batches: ReadonlyMap<number, unknown>): void {
    for (const [time, range] of batches) {
      this.#ranges.set(time, range as [number, number]);
      this.#position = Math.max(this.#position, (range as [number, number])[1]);
    }
  }

  forget(time: number): void {
    for (const known of this.#ranges.keys()) if (known <= time) this.#ranges.delete(known);
  }
}
