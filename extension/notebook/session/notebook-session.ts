import * as vscode from 'vscode';
import type { JobStatus, KernelCluster } from '../../../server/contract/kernel.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { cellLanguageOf } from '../languages.ts';
import { CellExecution } from './cell-execution.ts';

/** How long a stop may take before the user is offered to press it once more, in milliseconds. */
const SOON = 300;

/** A notebook and its kernel: runs and stops cells. */
export class NotebookSession {
  readonly kernel: Kernel;
  #notebook: vscode.NotebookDocument;
  /** The executions that have not ended, by the id of their cell. */
  readonly #executions = new Map<string, CellExecution>();
  /** Ids of cells that were in another document when they got them, by the address of theirs. */
  readonly #ids = new Map<string, string>();
  /** Resolves when the cells that were to run have begun, and no other waits for them. */
  #lastRun: Promise<void> = Promise.resolve();
  /** Resolves when the kernel knows the latest cluster. */
  #told: Promise<void> = Promise.resolve();
  #orders = 0;
  /** The life of the kernel in which they are counted. */
  #ordersOf: number | undefined;

  constructor(notebook: vscode.NotebookDocument, kernel: Kernel) {
    this.#notebook = notebook;
    this.kernel = kernel;
  }

  get notebook(): vscode.NotebookDocument {
    return this.#notebook;
  }

  /**
   * Runs cells in order, after those that were asked for before. When one fails, those after it are not run. `ready` is
   * waited for first: it tells whether to run them. `cluster` is the id of the one that all of them have, whichever is selected
   * while they wait.
   */
  async run(
    cells: readonly vscode.NotebookCell[],
    cluster: string,
    controller: () => vscode.NotebookController,
    ready: (stopped: vscode.CancellationToken) => Promise<boolean>,
  ): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    const executions = cells.map((cell) => this.#begin(cell, controller, source));
    const before = this.#lastRun;
    this.#lastRun = this.#runInOrder(executions, cluster, async () => {
      await before;
      return ready(source.token);
    });
    await this.#lastRun;
    source.dispose();
  }

  /** Tells the kernel the notebook's cluster, after those that it was to be told before. */
  tellCluster(find: () => Promise<KernelCluster>): Promise<void> {
    this.#told = this.#told.then(async () => this.kernel.setCluster(await find()));
    return this.#told;
  }

  async #runInOrder(
    executions: readonly CellExecution[],
    cluster: string,
    ready: () => Promise<boolean>,
  ): Promise<void> {
    let go = await ready();
    for (const execution of executions) {
      if (go && !execution.hasEnded) {
        await this.#send(execution, cluster);
        go = await execution.turn;
      } else execution.abandon();
    }
  }

  /** Shows that a cell is about to run. */
  #begin(
    cell: vscode.NotebookCell,
    controller: () => vscode.NotebookController,
    source: vscode.CancellationTokenSource,
  ): CellExecution {
    const id = this.idOf(cell);
    this.#executions.get(id)?.abandon();
    const execution: CellExecution = new CellExecution({
      controller,
      cell,
      order: () => this.#nextOrder(),
      stopped: () => {
        // Whoever waits for something waits no longer.
        source.cancel();
        this.#stop(execution);
      },
      ended: () => {
        if (this.#executions.get(id) === execution) this.#executions.delete(id);
      },
    });
    this.#executions.set(id, execution);
    return execution;
  }

  /** Ends what a cell does, once more at once. */
  stopCell(cell: vscode.NotebookCell): void {
    const execution = this.#executions.get(this.idOf(cell));
    if (execution !== undefined) this.#stop(execution);
  }

  stopJob({ cell }: JobStatus): void {
    const execution = this.#executions.get(cell);
    if (execution !== undefined) this.#stop(execution);
    else this.kernel.interrupt(cell);
  }

  /** The cell of a job, while it is in the notebook. */
  cellOf({ cell }: JobStatus): vscode.NotebookCell | undefined {
    return this.#notebook.getCells().find((each) => this.idOf(each) === cell);
  }

  /** The same for a cell as long as it is in the notebook, wherever it moves. */
  idOf(cell: vscode.NotebookCell): string {
    const address = cell.document.uri.toString();
    return this.#ids.get(address) ?? address;
  }

  /** Stops what cells do that are not in the notebook any more. */
  forgetRemovedCells(): void {
    const present = new Set(this.#notebook.getCells());
    for (const execution of this.#executions.values()) {
      if (present.has(execution.cell)) continue;
      this.kernel.interrupt(this.idOf(execution.cell));
      execution.abandon();
    }
  }

  /** Goes on in the same notebook, which was closed and is open again. */
  moveTo(notebook: vscode.NotebookDocument): void {
    const before = this.#notebook.getCells();
    const ids = before.map((cell) => this.idOf(cell));
    this.#notebook = notebook;
    this.#ids.clear();
    notebook.getCells().forEach((cell, index) => {
      const id = ids[index];
      if (id === undefined) return;
      this.#ids.set(cell.document.uri.toString(), id);
      this.#executions.get(id)?.moveTo(cell);
    });
  }

  /** VS Code is to show nothing of it any more. */
  abandon(): void {
    for (const execution of [...this.#executions.values()]) execution.abandon();
  }

  /** Counts the executions of each life of the kernel. */
  #nextOrder(): number {
    if (this.#ordersOf !== this.kernel.life) this.#orders = 0;
    this.#ordersOf = this.kernel.life;
    this.#orders += 1;
    return this.#orders;
  }

  async #send(execution: CellExecution, cluster: string): Promise<void> {
    const { cell } = execution;
    const language = cellLanguageOf(cell.document.languageId);
    if (language === undefined || execution.hasEnded) {
      execution.abandon();
      return;
    }
    const codeCells = this.#notebook
      .getCells()
      .filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
    await this.kernel.execute(
      {
        cell: this.idOf(cell),
        language,
        code: cell.document.getText(),
        position: codeCells.indexOf(cell) + 1,
        cluster,
      },
      execution,
    );
  }

  #stop(execution: CellExecution): void {
    if (!execution.hasStarted) {
      this.#giveUp(execution);
      return;
    }
    this.kernel.interrupt(this.idOf(execution.cell));
    setTimeout(() => execution.renew(), SOON);
  }

  /** The kernel has not begun with it. */
  #giveUp(execution: CellExecution): void {
    this.kernel.interrupt(this.idOf(execution.cell));
    execution.abandon();
  }
}
