import type { CellError, CellOutput, ExecuteRequest, KernelCluster } from '../contract/kernel.ts';
import { deferred } from '../node/deferred.ts';
import { interruption } from './errors/cell-error.ts';
import type { CellRun } from './executor.ts';
import { CellOutputs, type CellOutputsOptions } from './outputs/cell-outputs.ts';

/** What goes on for a cell beside its code, such as a streaming job. */
export interface Background {
  /** Resolves when it has ended: with an error where it has failed. */
  readonly ended: Promise<CellError | undefined>;
  /** Ends it in an orderly way. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface ExecutionOptions {
  readonly request: ExecuteRequest;
  /** The notebook's when it was asked for, as it is reached now. */
  readonly cluster: () => KernelCluster;
  readonly folder: string;
  readonly outputs: CellOutputsOptions;
  /** Takes what is printed or shown when the execution has ended. */
  readonly stray: (name: 'stdout' | 'stderr', text: string, cell: string) => void;
}

/** One execution of a cell, from its request to its end. */
export class Execution implements CellRun {
  readonly request: ExecuteRequest;
  readonly folder: string;
  readonly #options: ExecutionOptions;
  readonly #outputs: CellOutputs;
  readonly #interrupted = new AbortController();
  readonly #killed = new AbortController();
  readonly #background = new Set<Background>();
  #letOthersRun: () => void = () => undefined;
  readonly #abandoned = deferred<never>();
  #isAbandoned = false;
  #hasEnded = false;

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.request = options.request;
    this.folder = options.folder;
    this.#outputs = new CellOutputs(options.outputs);
    this.abandoned.catch(() => undefined);
  }

  get cell(): string {
    return this.request.cell;
  }

  get execution(): number {
    return this.request.execution;
  }

  get position(): number {
    return this.request.position;
  }

  get code(): string {
    return this.request.code;
  }

  get cluster(): KernelCluster {
    return this.#options.cluster();
  }

  get interrupted(): AbortSignal {
    return this.#interrupted.signal;
  }

  get killed(): AbortSignal {
    return this.#killed.signal;
  }

  /** Rejects when its code has been ended in the middle of something, and will never settle. */
  get abandoned(): Promise<never> {
    return this.#abandoned.promise;
  }

  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get background(): ReadonlySet<Background> {
    return this.#background;
  }

  print(name: 'stdout' | 'stderr', text: string): void {
    if (!this.#hasEnded) this.#outputs.print(name, text);
    // Whoever was told to end has no more to say.
    else if (!this.interrupted.aborted) this.#options.stray(name, text, this.cell);
  }

  show(output: CellOutput): void {
    if (!this.#hasEnded) this.#outputs.show(output);
  }

  letOthersRun(): void {
    this.#letOthersRun();
  }

  /** @param run called at the first `letOthersRun`. */
  onLetOthersRun(run: () => void): void {
    this.#letOthersRun = run;
  }

  /** The cell is not done before this has ended, and an interrupt ends it. What the cell prints is shown in place. */
  attach(background: Background): void {
    if (this.#hasEnded) return;
    this.#outputs.printInPlace();
    this.#background.add(background);
    const detach = () => this.#background.delete(background);
    void background.ended.then(detach);
  }

  /** The first time ends it in an orderly way, the second time at once. */
  interrupt(): void {
    if (this.interrupted.aborted) {
      this.kill();
      return;
    }
    this.#interrupted.abort();
    for (const background of this.#background) background.stop();
  }

  kill(): void {
    this.#interrupted.abort();
    this.#killed.abort();
    for (const background of this.#background) background.kill();
  }

  /** Its code is over, whatever it was about to do. */
  abandon(): void {
    this.#isAbandoned = true;
    this.kill();
    this.#abandoned.reject(interruption());
  }

  /** Sends what there is to show until now. */
  flush(): void {
    this.#outputs.flush();
  }

  /** Sends the last outputs; there are none after that. */
  end(): void {
    this.#outputs.flush();
    this.#hasEnded = true;
  }
}
