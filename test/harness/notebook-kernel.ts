// A kernel as a notebook's front end has it, for tests: the built one, in a process of its own.

import { dirname } from 'node:path';
import type {
  CellError,
  CellLanguage,
  CellOutput,
  JobStatus,
  KernelCluster,
  KernelEvent,
} from '../../server/contract/kernel.ts';
import { type KernelExit, KernelProcess } from '../../server/kernel/kernel-process.ts';
import { atEnd } from './at-end.ts';
import { inDist, node, toolEnvironment } from './places.ts';

export interface NotebookKernelOptions {
  /** The notebook's path; it need not exist. */
  readonly notebook: string;
  readonly cluster?: KernelCluster;
  readonly nodeOptions?: readonly string[];
}

const NO_CLUSTER: KernelCluster = { id: 'local', name: 'Local Cluster', bootstrap: '' };

/** What has become of one execution. */
export class RanCell {
  readonly outputs: CellOutput[] = [];
  success: boolean | undefined;
  error: CellError | undefined;
  isBackgrounded = false;

  /** What it printed. */
  get text(): string {
    return this.outputs.map((output) => (output.kind === 'stream' ? output.text : '')).join('');
  }

  /** The last text in each place. */
  get inPlace(): string {
    const texts = new Map<string, string>();
    for (const output of this.outputs)
      if (output.kind === 'text') texts.set(output.id, output.text);
    return [...texts.values()].join('');
  }

  /** The values that it has shown, as text. */
  get values(): unknown[] {
    return this.outputs.flatMap((output) =>
      output.kind === 'value' ? [output.data['text/plain']] : [],
    );
  }
}

export class NotebookKernel {
  readonly process: KernelProcess;
  readonly exited: Promise<KernelExit>;
  readonly events: KernelEvent[] = [];
  readonly #cells = new Map<number, RanCell>();
  readonly #waiting = new Set<() => void>();
  #executions = 0;

  constructor({ notebook, cluster = NO_CLUSTER, nodeOptions = [] }: NotebookKernelOptions) {
    this.process = new KernelProcess({
      ...{ executable: node, script: inDist('kernel.js'), folder: dirname(notebook), nodeOptions },
      ...{ settings: { notebook }, cluster, env: toolEnvironment() },
      onEvent: (event) => this.#heard(event),
    });
    const forget = atEnd(() => this.process.kill());
    this.exited = this.process.exited.finally(() => {
      forget();
      this.#wake();
    });
  }

  /** Runs a cell to its end. @param cell its name; its position is the number in it. */
  async run(cell: string, code: string, language: CellLanguage = 'ts'): Promise<RanCell> {
    const ran = this.start(cell, code, language);
    await this.until(() => ran.success !== undefined);
    return ran;
  }

  /** Begins to run a cell. */
  start(cell: string, code: string, language: CellLanguage = 'ts'): RanCell {
    const execution = ++this.#executions;
    const ran = new RanCell();
    this.#cells.set(execution, ran);
    const position = Number(/\d+$/.exec(cell)?.[0] ?? execution);
    this.process.request({ type: 'execute', cell, execution, language, code, position });
    return ran;
  }

  /** The notebook's cluster from now on. */
  select(cluster: KernelCluster): void {
    this.process.request({ type: 'cluster', cluster });
  }

  interrupt(cell: string): void {
    this.process.request({ type: 'interrupt', cell });
  }

  /** The jobs as they were last told. */
  get jobs(): readonly JobStatus[] {
    return this.events.findLast((event) => event.type === 'jobs')?.jobs ?? [];
  }

  /** Resolves when `holds` does; asked after each event. @throws Error when the kernel ends before. */
  async until(holds: () => boolean): Promise<void> {
    let exit: KernelExit | undefined;
    void this.exited.then((ended) => {
      exit = ended;
    });
    while (!holds()) {
      if (exit !== undefined) throw new Error(`The kernel has ended: ${exit.message}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Ends it, by force if need be. */
  async close(): Promise<KernelExit> {
    return await this.process.shutdown();
  }

  #heard(event: KernelEvent): void {
    this.events.push(event);
    if ('execution' in event) {
      const ran = this.#cells.get(event.execution)!;
      if (event.type === 'output') ran.outputs.push(event.output);
      if (event.type === 'backgrounded') ran.isBackgrounded = true;
      if (event.type === 'ended') {
        ran.success = event.success;
        ran.error = event.error;
      }
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
