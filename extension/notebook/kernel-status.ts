import * as vscode from 'vscode';
import { Command, NotebookType, View } from '../contributions.ts';
import { plural, t } from '../l10n.ts';
import { ratesOf } from './job-appearance.ts';
import { isRunning, type Kernel } from './kernel/kernel.ts';
import type { Notebooks } from './notebooks.ts';

/** In milliseconds: numbers that change more often cannot be read. */
const PERIOD = 500;

/** What the kernel of the notebook in front does, in the status bar, and how fast jobs are, below their cells. */
export class KernelStatus implements vscode.NotebookCellStatusBarItemProvider, vscode.Disposable {
  readonly #notebooks: Notebooks;
  readonly #item = vscode.window.createStatusBarItem(
    'millrace.kernel',
    vscode.StatusBarAlignment.Right,
    100,
  );
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeCellStatusBarItems = this.#changed.event;

  constructor(notebooks: Notebooks) {
    this.#notebooks = notebooks;
    this.#item.name = t('Millrace Kernel');
    this.#item.command = Command.showKernelActions;
    this.#subscriptions = [
      this.#item,
      this.#changed,
      ...Object.values(NotebookType).map((type) =>
        vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, this),
      ),
      vscode.window.onDidChangeActiveNotebookEditor(() => this.#update()),
      notebooks.changed.on(() => {
        this.#timer ??= setTimeout(() => this.#update(), PERIOD);
      }),
    ];
    this.#update();
  }

  provideCellStatusBarItems(
    cell: vscode.NotebookCell,
  ): vscode.NotebookCellStatusBarItem | undefined {
    const session = this.#notebooks.of(cell.notebook);
    const id = session?.idOf(cell);
    const job = session?.kernel.jobs.find((each) => each.cell === id && isRunning(each));
    if (job === undefined) return undefined;
    const text = job.state === 'running' ? ratesOf(job).join(' · ') : t('Job {0}', job.state);
    const item = new vscode.NotebookCellStatusBarItem(
      `$(pulse) ${text}`,
      vscode.NotebookCellStatusBarAlignment.Right,
    );
    item.tooltip = t('Show Streaming Jobs');
    item.command = `${View.jobs}.focus`;
    item.accessibilityInformation = { label: `${job.name}, ${text}`, role: 'button' };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #update(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed.fire();
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook === undefined || !this.#notebooks.isOurs(notebook)) {
      this.#item.hide();
      return;
    }
    const kernel = this.#notebooks.of(notebook)?.kernel;
    const { icon, text } = look(kernel);
    this.#item.text = `$(${icon}) ${t('Kernel')}: ${text}`;
    this.#item.tooltip = t('Millrace kernel of this notebook: {0}', text);
    this.#item.accessibilityInformation = { label: this.#item.tooltip, role: 'button' };
    this.#item.backgroundColor =
      kernel?.state === 'unresponsive'
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
    this.#item.show();
  }
}

function look(kernel: Kernel | undefined): { readonly icon: string; readonly text: string } {
  const jobs = kernel?.jobs.filter(isRunning).length ?? 0;
  switch (kernel?.state ?? 'off') {
    case 'starting':
      return { icon: 'loading~spin', text: t('starting') };
    case 'stopping':
      return { icon: 'loading~spin', text: t('stopping') };
    case 'unresponsive':
      return { icon: 'warning', text: t('does not react') };
    case 'busy':
      return { icon: 'loading~spin', text: t('busy') };
    case 'idle':
      return jobs === 0
        ? { icon: 'check', text: t('idle') }
        : { icon: 'pulse', text: plural(jobs, '{0} job', '{0} jobs') };
    default:
      return { icon: 'circle-outline', text: t('not started') };
  }
}
