import * as vscode from 'vscode';
import type { CellOutput } from '../../../server/contract/kernel.ts';
import type { ExecutionListener } from '../kernel/kernel.ts';
import type { OutputItem } from '../outputs/mime-types.ts';
import type { OutputChange } from '../outputs/output-list.ts';
import { OutputPump } from '../outputs/output-pump.ts';

export interface CellExecutionOptions {
  /** The one that the notebook has now: another may have been selected since the cell was run. */
  readonly controller: () => vscode.NotebookController;
  readonly cell: vscode.NotebookCell;
  /** Called when the user stops the cell, each time. */
  readonly stopped: () => void;
  /** Called once, when the cell is done. */
  readonly ended: () => void;
  /** Which execution of its kernel it is; asked when it starts. */
  readonly order: () => number;
}

/** One execution of a cell as VS Code shows it: what is told of it is put below the cell. */
export class CellExecution implements ExecutionListener {
  readonly #options: CellExecutionOptions;
  readonly #pump = new OutputPump((changes) => this.#show(changes));
  #cell: vscode.NotebookCell;
  #execution: vscode.NotebookCellExecution;
  /** What is shown, by its place. */
  #outputs: vscode.NotebookCellOutput[] = [];
  #startTime: number | undefined;
  #order: number | undefined;
  #hasEnded = false;
  #passTurn: (mayOthersRun: boolean) => void = () => undefined;

  /**
   * Resolves when the next cell may run: to whether it shall, because this one goes on in the background or has done what
   * it was to.
   */
  readonly turn = new Promise<boolean>((resolve) => {
    this.#passTurn = resolve;
  });

  /** The cell is pending from now on. @throws Error if the notebook has another controller. */
  constructor(options: CellExecutionOptions) {
    this.#options = options;
    this.#cell = options.cell;
    this.#execution = this.#create();
  }

  get cell(): vscode.NotebookCell {
    return this.#cell;
  }

  get hasStarted(): boolean {
    return this.#startTime !== undefined;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  onStarted(time: number): void {
    if (this.#hasEnded) return;
    this.#begin(time);
    void this.#execution.clearOutput();
  }

  onBackgrounded(): void {
    this.#passTurn(true);
  }

  onOutput(output: CellOutput): void {
    if (this.#hasEnded) return;
    if (!this.hasStarted) this.onStarted(Date.now());
    this.#pump.add(output);
  }

  onEnded(time: number, success: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const execution = this.#execution;
    const end = () => {
      execution.end(this.hasStarted ? success : undefined, time);
      this.#end(success);
    };
    void this.#pump.flush().then(end, end);
  }

  /** Ends it for VS Code, whatever the kernel still tells of it. */
  abandon(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#execution.end(undefined, Date.now());
    this.#end(false);
  }

  /**
   * Lets the user press stop once more: VS Code takes one stop of each execution, so it gets another one, which goes on
   * where this one was.
   */
  renew(): void {
    if (this.#hasEnded || !this.hasStarted) return;
    this.#execution.end(undefined, Date.now());
    this.#execution = this.#create();
    this.#begin(this.#startTime ?? Date.now());
  }

  /** Goes on in another cell: that of the notebook that was closed and opened again. */
  moveTo(cell: vscode.NotebookCell): void {
    if (this.#hasEnded) return;
    // The cell may have the same address as before, and there is one execution for each.
    this.#execution.end(undefined, Date.now());
    this.#cell = cell;
    this.#outputs = [];
    this.#execution = this.#create();
    if (this.#startTime === undefined) return;
    this.#begin(this.#startTime);
    this.#pump.showAgain();
  }

  #end(success: boolean): void {
    this.#passTurn(success);
    this.#options.ended();
  }

  #create(): vscode.NotebookCellExecution {
    const execution = this.#options.controller().createNotebookCellExecution(this.#cell);
    execution.token.onCancellationRequested(() => {
      if (!this.#hasEnded && execution === this.#execution) this.#options.stopped();
    });
    return execution;
  }

  #begin(time: number): void {
    this.#startTime = time;
    this.#order ??= this.#options.order();
    this.#execution.executionOrder = this.#order;
    this.#execution.start(time);
  }

  /** What VS Code refuses, because the cell is gone, nobody would see. */
  async #show(changes: readonly OutputChange[]): Promise<void> {
    const execution = this.#execution;
    const outputs = this.#outputs;
    const done: Thenable<void>[] = [];
    const fresh: vscode.NotebookCellOutput[] = [];
    try {
      for (const { place, items, added, isTail = false } of changes) {
        const shown = outputs[place];
        if (shown === undefined) {
          // VS Code shows the beginning of long text, unless it scrolls.
          const shape = isTail ? { scrollable: true } : undefined;
          const output = new vscode.NotebookCellOutput(items.map(toItem), shape);
          outputs[place] = output;
          fresh.push(output);
        } else if (added !== undefined) {
          done.push(execution.appendOutputItems(toItem(added), shown));
        } else {
          done.push(execution.replaceOutputItems(items.map(toItem), shown));
        }
      }
      if (fresh.length > 0) done.push(execution.appendOutput(fresh));
    } catch {
      // It has ended, or was renewed, which does not happen in between.
    }
    await Promise.allSettled(done);
  }
}

function toItem({ mime, text }: OutputItem): vscode.NotebookCellOutputItem {
  return vscode.NotebookCellOutputItem.text(text, mime);
}
