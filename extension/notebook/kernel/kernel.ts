import type {
  CellError,
  CellOutput,
  ExecuteRequest,
  ExecutionEvent,
  JobStatus,
  KernelCluster,
  KernelEvent,
} from '../../../server/contract/kernel.ts';
import type { StreamingProgressSnapshot } from '../../../server/contract/streaming-progress.ts';
import { t } from '../../l10n.ts';
import { Signal } from '../../signal.ts';
import type { KernelEnd, KernelProcess } from './kernel-process.ts';

/** How long a kernel may take to end in an orderly way, in milliseconds; longer than it allows its jobs. */
const LONGEST_END = 6_000;

/**
 * `off` until a cell is run, and after the kernel has ended; `busy` while a cell runs that others wait for; `unresponsive` when nothing but a restart helps.
 */
export type KernelState = 'off' | 'starting' | 'idle' | 'busy' | 'unresponsive' | 'stopping';

/** Is told what happens to one execution, in this order; nothing after its end. */
export interface ExecutionListener {
  onStarted(time: number): void;
  /** It goes on beside others from now on. At most once. */
  onBackgrounded(): void;
  onOutput(output: CellOutput): void;
  onEnded(time: number, success: boolean): void;
}

export type CellToRun = Omit<ExecuteRequest, 'type' | 'execution'>;

interface OpenExecution {
  readonly cell: string;
  readonly listener: ExecutionListener;
  hasStarted: boolean;
  isInBackground: boolean;
}

/** Text that nobody waits for: of code that a cell has left behind. */
export interface StrayText {
  readonly cell: string | undefined;
  readonly text: string;
}

/** The kernel of one notebook: starts its process when it is needed, and outlives it. */
export class Kernel {
  /** Fires when `state` or `jobs` may have changed. */
  readonly changed = new Signal<void>();
  /** Fires when `progressOf` a job has changed, some times a second. */
  readonly progressed = new Signal<void>();
  readonly strayed = new Signal<StrayText>();
  /** Fires when the process has ended though nobody asked for it. */
  readonly crashed = new Signal<KernelEnd>();
  /** Fires when it does not react to an interrupt. */
  readonly becameUnresponsive = new Signal<void>();
  readonly #start: () => KernelProcess;
  /** Not known until the keychain has been asked, if that is needed. */
  #cluster: KernelCluster | undefined;
  #process: KernelProcess | undefined;
  #isReady = false;
  #isUnresponsive = false;
  /** Resolves when the process that was told to end has. */
  #ending: Promise<void> | undefined;
  readonly #open = new Map<number, OpenExecution>();
  #jobs: readonly JobStatus[] = [];
  readonly #progress = new Map<string, StreamingProgressSnapshot>();
  #executions = 0;
  #life = 0;

  /** `start` starts a process. */
  constructor(start: () => KernelProcess) {
    this.#start = start;
  }

  get state(): KernelState {
    if (this.#ending !== undefined) return 'stopping';
    if (this.#process === undefined) return 'off';
    if (this.#isUnresponsive) return 'unresponsive';
    if (!this.#isReady) return 'starting';
    return this.#inTurn().length > 0 ? 'busy' : 'idle';
  }

  /** Those that run and, the kernel's latest word, those that have ended lately; of the present process. */
  get jobs(): readonly JobStatus[] {
    return this.#jobs;
  }

  /** How a job got on lately, by the id that it has in `jobs`. */
  progressOf(job: string): StreamingProgressSnapshot | undefined {
    return this.#progress.get(job);
  }

  get hasRunningJob(): boolean {
    return this.#jobs.some(isRunning);
  }

  /** Counts the processes that it has had. */
  get life(): number {
    return this.#life;
  }

  /** Starts the process, if none runs, so that the first cell need not wait for it. */
  prepare(): void {
    if (this.#process === undefined && this.#ending === undefined) this.#begin();
  }

  /** Cells that are run from now on have this one. To be called before the first. */
  setCluster(cluster: KernelCluster): void {
    if (JSON.stringify(cluster) === JSON.stringify(this.#cluster)) return;
    this.#cluster = cluster;
    this.#process?.send({ type: 'cluster', cluster });
  }

  /** Runs a cell, after those that were asked for before. Resolves when the kernel knows. */
  async execute(cell: CellToRun, listener: ExecutionListener): Promise<void> {
    await this.#ending;
    const process = this.#process ?? this.#begin();
    this.#executions += 1;
    const execution = this.#executions;
    this.#open.set(execution, {
      cell: cell.cell,
      listener,
      hasStarted: false,
      isInBackground: false,
    });
    process.send({ type: 'execute', execution, ...cell });
    this.changed.fire();
  }

  /** Ends what a cell does: its job gracefully the first time, and at once the second. */
  interrupt(cell: string): void {
    this.#process?.send({ type: 'interrupt', cell });
  }

  /** Ends what all cells do but jobs, or jobs as well if there is nothing else. */
  interruptAll(): void {
    const all = [...this.#open.values()];
    const others = all.filter(({ isInBackground }) => !isInBackground);
    for (const { cell } of others.length > 0 ? others : all) this.interrupt(cell);
  }

  /** Ends the process, jobs gracefully if that does not take long, and starts another. */
  async restart(): Promise<void> {
    await this.shutdown();
    this.prepare();
  }

  /** Ends the process, jobs gracefully if that does not take long. Resolves when it is gone. */
  shutdown(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return this.#ending ?? Promise.resolve();
    this.#ending ??= new Promise<void>((resolve) => {
      const timer = setTimeout(() => process.kill(), this.#isUnresponsive ? 0 : LONGEST_END);
      process.ended.on(() => {
        clearTimeout(timer);
        this.#ending = undefined;
        this.changed.fire();
        resolve();
      });
      process.send({ type: 'shutdown' });
    });
    this.changed.fire();
    return this.#ending;
  }

  /** Ends the process and waits for nothing; it ends by itself where this process ends first. */
  dispose(): void {
    this.changed.dispose();
    this.progressed.dispose();
    this.crashed.dispose();
    this.strayed.dispose();
    this.becameUnresponsive.dispose();
    void this.shutdown();
  }

  #begin(): KernelProcess {
    const process = this.#start();
    this.#process = process;
    if (this.#cluster !== undefined) process.send({ type: 'cluster', cluster: this.#cluster });
    this.#isReady = false;
    this.#life += 1;
    // They count from the beginning in each process.
    this.#jobs = [];
    this.#progress.clear();
    process.told.on((event) => this.#onTold(event));
    process.ended.on((end) => this.#onEnded(end));
    this.changed.fire();
    return process;
  }

  #onTold(event: KernelEvent): void {
    switch (event.type) {
      case 'ready':
        this.#isReady = true;
        break;
      case 'jobs':
        this.#jobs = event.jobs;
        break;
      case 'stray':
        this.strayed.fire({ cell: event.cell, text: event.text });
        return;
      case 'unresponsive':
        this.#isUnresponsive = true;
        this.becameUnresponsive.fire();
        break;
      default:
        this.#onExecution(event);
        if (event.type === 'output') {
          this.#keepProgress(event.output);
          return;
        }
        this.#isUnresponsive = false;
    }
    this.changed.fire();
  }

  #keepProgress(output: CellOutput): void {
    if (output.kind !== 'progress') return;
    this.#progress.set(output.id, output.snapshot);
    this.progressed.fire();
  }

  #onExecution(event: ExecutionEvent): void {
    const open = this.#open.get(event.execution);
    if (open === undefined) return;
    if (event.type === 'output') open.listener.onOutput(event.output);
    else if (event.type === 'started') {
      open.hasStarted = true;
      open.listener.onStarted(event.time);
    } else if (event.type === 'backgrounded') {
      open.isInBackground = true;
      open.listener.onBackgrounded();
    } else {
      this.#open.delete(event.execution);
      open.listener.onEnded(event.time, event.success);
    }
  }

  /** Executions that others wait for. */
  #inTurn(): OpenExecution[] {
    return [...this.#open.values()].filter(
      ({ hasStarted, isInBackground }) => hasStarted && !isInBackground,
    );
  }

  #first(): OpenExecution[] {
    return [...this.#open.values()].slice(0, 1);
  }

  #onEnded(end: KernelEnd): void {
    const wasAsked = this.#ending !== undefined;
    this.#process = undefined;
    this.#isUnresponsive = false;
    const started = [...this.#open.values()].filter(({ hasStarted }) => hasStarted);
    // The one in whose turn it happened is to blame, or else the jobs.
    const [inTurn] = this.#inTurn();
    const time = Date.now();
    const blamed = inTurn !== undefined ? [inTurn] : started.length > 0 ? started : this.#first();
    for (const open of this.#open.values()) {
      if (!wasAsked && blamed.includes(open)) {
        open.listener.onOutput({ kind: 'error', error: crashError(end) });
      }
      open.listener.onEnded(time, false);
    }
    this.#open.clear();
    this.#jobs = this.#jobs.map((job) =>
      isRunning(job) ? { ...job, state: wasAsked ? 'stopped' : 'failed' } : job,
    );
    if (!wasAsked) this.crashed.fire(end);
    this.changed.fire();
  }
}

/** Whether a job runs, or is about to. */
export function isRunning({ state }: JobStatus): boolean {
  return state === 'starting' || state === 'running' || state === 'stopping';
}

function crashError({ how, outOfMemory, errors }: KernelEnd): CellError {
  const again = t('Variables are gone; running a cell starts a new kernel.');
  const message = outOfMemory
    ? t('The kernel ran out of memory. {0}', again)
    : t('The kernel ended unexpectedly ({0}). {1}', how, again);
  return { name: 'KernelEnded', message, stack: outOfMemory ? '' : errors };
}
