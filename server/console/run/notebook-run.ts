import type { ExecutionEvent, KernelCluster, KernelEvent } from '../../contract/kernel.ts';
import { KernelProcess } from '../../kernel/kernel-process.ts';
import type { NotebookCell } from './notebook-cells.ts';
import type { OutputPrinter } from './output-printer.ts';

export interface NotebookRunOptions {
  readonly cells: readonly NotebookCell[];
  /** The notebook's absolute path. */
  readonly notebook: string;
  readonly folder: string;
  /** `kernel.js` */
  readonly script: string;
  readonly cluster: KernelCluster;
  readonly printer: OutputPrinter;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** How long all of it may take; without end if undefined. */
  readonly timeoutMs: number | undefined;
}

/** How long a kernel may take to end, in milliseconds. */
const LONGEST_SHUTDOWN_MS = 10_000;

/** How a notebook's run ended. */
export interface RunResult {
  readonly outcome: 'succeeded' | 'failed' | 'interrupted';
  /** What no cell's error says. */
  readonly message?: string;
}

/** One execution, whose number is its cell's position. */
interface Execution {
  readonly cell: NotebookCell;
  state: 'waiting' | 'running' | 'backgrounded' | 'ended';
}

/**
 * Runs the cells of a notebook in a kernel of their own, each when the one before has ended or goes on as a job, up to the
 * first that fails. In the end jobs are stopped in good order: they still process what they have received.
 */
export class NotebookRun {
  readonly #options: NotebookRunOptions;
  readonly #executions: readonly Execution[];
  readonly #kernel: KernelProcess;
  #hasFailed = false;
  /** Why the run ends before its end. */
  #reason: RunResult | undefined;
  #changed = () => {};

  /** Runs it. @throws Error if the kernel does not start */
  static async run(options: NotebookRunOptions): Promise<RunResult> {
    return await new NotebookRun(options).#run();
  }

  private constructor(options: NotebookRunOptions) {
    this.#options = options;
    this.#executions = options.cells.map((cell) => ({ cell, state: 'waiting' }));
    const { script, folder, notebook, cluster, printer } = options;
    this.#kernel = new KernelProcess({
      ...{ executable: process.execPath, script, folder },
      ...{ settings: { notebook }, cluster },
      onEvent: (event) => this.#heard(event),
      onText: (name, text) => printer.text(undefined, name, text),
    });
  }

  async #run(): Promise<RunResult> {
    const { interrupted, timeoutMs } = this.#options;
    const interrupt = () => this.#endWith({ outcome: 'interrupted' });
    interrupted.addEventListener('abort', interrupt, { once: true });
    if (interrupted.aborted) interrupt();
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => this.#timedOut(timeoutMs), timeoutMs);
    let hasEnded = false;
    void this.#kernel.exited.then(({ message }) => {
      if (!hasEnded) this.#crashed(message);
    });
    try {
      await this.#kernel.ready.catch((error: Error) => this.#crashed(error.message));
      for (const execution of this.#executions) {
        if (this.#isOver) break;
        this.#execute(execution);
        await this.#until(() => this.#isOver || isPast(execution));
      }
      await this.#stopAll();
    } finally {
      hasEnded = true;
      clearTimeout(timer);
      interrupted.removeEventListener('abort', interrupt);
      await this.#shutdown();
    }
    return this.#reason ?? { outcome: this.#hasFailed ? 'failed' : 'succeeded' };
  }

  /** Whether no more cells are to run. */
  get #isOver(): boolean {
    return this.#hasFailed || this.#reason !== undefined;
  }

  #execute(execution: Execution): void {
    const { position, language, code } = execution.cell;
    execution.state = 'running';
    this.#kernel.request({
      ...{ type: 'execute', cell: String(position), execution: position },
      ...{ language, code, position },
    });
  }

  /** Ends what runs: jobs in good order, which only the timeout puts an end to. */
  async #stopAll(): Promise<void> {
    for (const { cell } of this.#unfinished) {
      this.#kernel.request({ type: 'interrupt', cell: String(cell.position) });
    }
    await this.#until(() => this.#unfinished.length === 0 || this.#reason?.outcome === 'failed');
  }

  async #shutdown(): Promise<void> {
    const timer = setTimeout(() => this.#kernel.kill(), LONGEST_SHUTDOWN_MS);
    await this.#kernel.shutdown();
    clearTimeout(timer);
  }

  get #unfinished(): Execution[] {
    return this.#executions.filter(({ state }) => state === 'running' || state === 'backgrounded');
  }

  #heard(event: KernelEvent): void {
    const { printer } = this.#options;
    if (event.type === 'stray') {
      const execution = this.#executions[Number(event.cell) - 1];
      printer.text(execution?.cell, event.name, event.text);
    } else if (event.type === 'unresponsive') {
      this.#endWith({ outcome: 'failed', message: `${this.#where()} cannot be interrupted.` });
      this.#kernel.kill();
    } else if ('execution' in event) this.#happened(event);
  }

  #happened(event: ExecutionEvent): void {
    const execution = this.#executions[event.execution - 1]!;
    const { printer } = this.#options;
    const { cell } = execution;
    if (event.type === 'started') printer.started(cell);
    else if (event.type === 'backgrounded') execution.state = 'backgrounded';
    else if (event.type === 'output') {
      printer.output(cell, event.output);
      if (event.output.kind === 'error') this.#hasFailed = true;
    } else {
      execution.state = 'ended';
      if (!event.success) this.#hasFailed = true;
      printer.ended(cell);
    }
    this.#changed();
  }

  #timedOut(timeoutMs: number): void {
    const [{ state } = { state: 'running' }] = this.#unfinished;
    const what = state === 'backgrounded' ? 'its job did not end' : 'did not end';
    const message = `${this.#where()}: ${what} within ${timeoutMs / 1000} s.`;
    this.#endWith({ outcome: 'failed', message });
  }

  #crashed(message: string): void {
    this.#endWith({ outcome: 'failed', message: `${this.#where()}: ${message}` });
  }

  #endWith(reason: RunResult): void {
    if (this.#reason?.outcome !== 'failed') this.#reason = reason;
    this.#changed();
  }

  /** Names the cell that runs, or the job that does. */
  #where(): string {
    const running = this.#executions.find(({ state }) => state === 'running');
    const { cell } = running ?? this.#unfinished[0] ?? {};
    if (cell === undefined) return 'The notebook';
    return `Cell ${cell.position} (${cell.language}, line ${cell.fileLine})`;
  }

  /** Resolves when something has happened that makes the condition true. */
  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

function isPast({ state }: Execution): boolean {
  return state === 'ended' || state === 'backgrounded';
}
