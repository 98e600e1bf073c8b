import type { AsyncLocalStorage } from 'node:async_hooks';
import type {
  CellError,
  CellLanguage,
  ExecuteRequest,
  ExecutionEvent,
  KernelCluster,
  KernelEvent,
  KernelRequest,
} from '../contract/kernel.ts';
import type { Clock } from '../ports/clock.ts';
import { sleep } from '../ports/clock.ts';
import { cellErrorOf, interruption } from './errors/cell-error.ts';
import type { CellSources } from './errors/cell-sources.ts';
import { Execution } from './execution.ts';
import { CellFailure, type Executor } from './executor.ts';
import { StrayOutput } from './outputs/stray-output.ts';

/** How long what is run again, or belongs to a kernel that ends, may take to end in an orderly way, in milliseconds. */
const ORDERLY_END_MS = 2000;
/** How long something may take that was told to end at once. */
const LONGEST_END_MS = 3000;

/** Before the front end has said which one it is. */
const NO_CLUSTER: KernelCluster = {
  ...{ id: '', name: '', bootstrap: '' },
  problem: 'No cluster is selected for this notebook.',
};

export interface KernelOptions {
  readonly clock: Clock;
  readonly send: (event: KernelEvent) => void;
  /** Whether the front end has taken what it was sent. */
  readonly isTaken: () => boolean;
  readonly executors: Readonly<Partial<Record<CellLanguage, Executor>>>;
  readonly sources: CellSources;
  /** Knows on whose behalf code runs. */
  readonly running: AsyncLocalStorage<Execution>;
  /** The notebook's. */
  readonly folder: string;
}

/**
 * Runs the cells of a notebook: one after the other, but that those whose job goes on let others run meanwhile. Running a cell
 * again ends first what it still does.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #stray: StrayOutput;
  #cluster = NO_CLUSTER;
  /** Those that it has had, by their ids, as they are reached now. */
  readonly #clusters = new Map([[NO_CLUSTER.id, NO_CLUSTER]]);
  readonly #queue: Execution[] = [];
  /** The one whose turn it is. */
  #turn: Execution | undefined;
  /** Those that have begun, and not ended, with their ends. */
  readonly #begun = new Map<Execution, Promise<void>>();

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#stray = new StrayOutput(options.clock, options.send);
  }

  /** The notebook's, or that of the cell on whose behalf this is asked: what runs keeps the one that it began with. */
  get cluster(): KernelCluster {
    return this.#options.running.getStore()?.cluster ?? this.#cluster;
  }

  /** Does what is asked, but for `shutdown`, which `close` is for. */
  handle(request: Exclude<KernelRequest, { type: 'shutdown' }>): void {
    if (request.type === 'execute') this.#enqueue(request);
    else if (request.type === 'cluster') this.#select(request.cluster);
    else this.#interrupt(request.cell);
  }

  /** Code on this thread was ended in the middle of something: that of a cell that has been interrupted. */
  terminated(): void {
    for (const execution of this.#begun.keys()) {
      const runsHere = execution.request.language === 'ts';
      if (runsHere && execution.interrupted.aborted) execution.abandon();
    }
  }

  /** Takes what was printed on behalf of the cell that runs now, whichever it is. */
  print(name: 'stdout' | 'stderr', text: string): void {
    const execution = this.#options.running.getStore();
    if (execution === undefined) this.#stray.print(name, text);
    else execution.print(name, text);
  }

  /** Shows what was thrown where nobody catches it. */
  uncaught(thrown: unknown): void {
    const error = cellErrorOf(thrown, this.#options.sources);
    const execution = this.#options.running.getStore();
    if (execution !== undefined && !execution.hasEnded) execution.show({ kind: 'error', error });
    else {
      const { name, message, stack } = error;
      this.#stray.print('stderr', `${name}: ${message}\n${stack === '' ? '' : `${stack}\n`}`);
    }
  }

  /** Sends what cells have shown until now: the process is about to end. */
  flush(): void {
    for (const execution of this.#begun.keys()) execution.flush();
    this.#stray.flush();
  }

  /** Ends all that runs: in an orderly way if that does not take long. */
  async close(): Promise<void> {
    const { clock, executors } = this.#options;
    for (const execution of this.#queue.splice(0)) this.#drop(execution);
    for (const execution of this.#begun.keys()) execution.interrupt();
    const ends = () => Promise.all(this.#begun.values());
    await Promise.race([ends(), sleep(clock, ORDERLY_END_MS)]);
    for (const execution of this.#begun.keys()) execution.kill();
    await Promise.race([ends(), sleep(clock, LONGEST_END_MS)]);
    await Promise.all(Object.values(executors).map((executor) => executor.close?.()));
    this.#stray.flush();
  }

  #select(cluster: KernelCluster): void {
    this.#cluster = cluster;
    this.#clusters.set(cluster.id, cluster);
  }

  #enqueue(request: ExecuteRequest): void {
    const { clock, isTaken, send, folder } = this.#options;
    const id = request.cluster ?? this.#cluster.id;
    const waiting = this.#queue.findIndex(({ cell }) => cell === request.cell);
    if (waiting !== -1) this.#drop(this.#queue.splice(waiting, 1)[0]!);
    this.#queue.push(
      new Execution({
        ...{ request, folder, cluster: () => this.#clusters.get(id) ?? NO_CLUSTER },
        outputs: {
          ...{ clock, isTaken },
          send: (output) => send({ type: 'output', output, ...idOf(request) }),
        },
        stray: (name, text, cell) => this.#stray.print(name, text, cell),
      }),
    );
    this.#next();
  }

  #next(): void {
    if (this.#turn !== undefined) return;
    const execution = this.#queue.shift();
    if (execution === undefined) return;
    this.#turn = execution;
    const done = this.#run(execution).finally(() => {
      this.#begun.delete(execution);
      this.#passTurn(execution);
    });
    this.#begun.set(execution, done);
  }

  #passTurn(execution: Execution): void {
    if (this.#turn !== execution) return;
    if (!execution.hasEnded) this.#tell(execution, { type: 'backgrounded' });
    this.#turn = undefined;
    this.#next();
  }

  async #run(execution: Execution): Promise<void> {
    execution.onLetOthersRun(() => this.#passTurn(execution));
    await this.#endEarlier(execution);
    const { clock, executors, running, sources } = this.#options;
    this.#tell(execution, { type: 'started', time: clock.now() });
    let error: CellError | undefined;
    try {
      if (execution.interrupted.aborted) throw interruption();
      const { language } = execution.request;
      const executor = executors[language];
      if (executor === undefined)
        throw new CellFailure(`There is no kernel for ${language} cells.`);
      const executed = running.run(execution, () => executor.execute(execution));
      await this.#unlessKilled(execution, Promise.race([executed, execution.abandoned]));
    } catch (thrown) {
      error = cellErrorOf(thrown, sources);
      execution.show({ kind: 'error', error });
    }
    if (execution.background.size > 0) {
      this.#passTurn(execution);
      const failed = await this.#backgroundEnded(execution);
      error ??= failed;
    }
    if (execution.isAbandoned) error ??= cellErrorOf(interruption(), sources);
    execution.end();
    this.#tell(execution, {
      ...{ type: 'ended', time: clock.now(), success: error === undefined },
      ...(error === undefined ? {} : { error }),
    });
  }

  /** Ends the execution of the same cell that came before. */
  async #endEarlier(execution: Execution): Promise<void> {
    for (const [earlier, end] of this.#begun) {
      if (earlier === execution || earlier.cell !== execution.cell) continue;
      earlier.interrupt();
      await Promise.race([end, sleep(this.#options.clock, ORDERLY_END_MS)]);
      if (!earlier.hasEnded) earlier.kill();
      await end;
    }
  }

  async #backgroundEnded(execution: Execution): Promise<CellError | undefined> {
    let error: CellError | undefined;
    while (execution.background.size > 0) {
      const ends = [...execution.background].map(({ ended }) => ended);
      try {
        const failed = await this.#unlessKilled(execution, Promise.all(ends));
        error ??= failed.find((each) => each !== undefined);
      } catch (thrown) {
        // It was killed, and did not even end then.
        return cellErrorOf(thrown, this.#options.sources);
      }
    }
    return error;
  }

  /** @throws CellFailure when the execution is killed and this takes too long to end. */
  #unlessKilled<T>(execution: Execution, promise: Promise<T>): Promise<T> {
    const { clock } = this.#options;
    return new Promise((resolve, reject) => {
      const giveUp = () => clock.after(LONGEST_END_MS, () => reject(interruption()));
      promise.then(resolve, reject);
      if (execution.killed.aborted) giveUp();
      else execution.killed.addEventListener('abort', giveUp, { once: true });
    });
  }

  #interrupt(cell: string): void {
    const waiting = this.#queue.findIndex((execution) => execution.cell === cell);
    if (waiting !== -1) this.#drop(this.#queue.splice(waiting, 1)[0]!);
    for (const execution of this.#begun.keys()) {
      if (execution.cell === cell) execution.interrupt();
    }
  }

  /** Ends one that waits for its turn. */
  #drop(execution: Execution): void {
    const time = this.#options.clock.now();
    const error = cellErrorOf(interruption(), this.#options.sources);
    this.#tell(execution, { type: 'started', time });
    execution.end();
    this.#tell(execution, { type: 'ended', time, success: false, error });
  }

  #tell(
    { request }: Execution,
    event: {
      [T in ExecutionEvent['type']]: Omit<
        Extract<ExecutionEvent, { type: T }>,
        'cell' | 'execution'
      >;
    }[ExecutionEvent['type']],
  ): void {
    this.#options.send({ ...event, ...idOf(request) } as ExecutionEvent);
  }
}

function idOf({ cell, execution }: ExecuteRequest) {
  return { cell, execution };
}
