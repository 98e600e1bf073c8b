import type * as vscode from 'vscode';
import { LOCAL } from '../../clusters/cluster-id.ts';
import { Signal } from '../../signal.ts';

const KEY = 'millrace.notebookClusters';
/** How many notebooks are remembered; the one that was chosen for longest ago is forgotten. */
const MOST = 1_000;

/** What was chosen for a notebook: a connection, by its id and by what it was called then. */
export interface ClusterChoice {
  readonly id: string;
  readonly name: string;
}

/**
 * Which cluster each notebook has, where that is not the local one. It is kept with the workspace, on this machine: a notebook's file
 * goes to people who have other connections.
 */
export class ClusterChoices {
  readonly changed = new Signal<void>();
  readonly #state: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(state: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#state = state;
  }

  /** All that are chosen, by their notebooks' addresses. */
  get all(): Readonly<Record<string, ClusterChoice>> {
    return this.#state.get<Record<string, ClusterChoice>>(KEY) ?? {};
  }

  /** What was chosen for a notebook; undefined for the local cluster. */
  of(notebook: string): ClusterChoice | undefined {
    const { all } = this;
    return Object.hasOwn(all, notebook) ? all[notebook] : undefined;
  }

  async choose(notebook: string, choice: ClusterChoice): Promise<void> {
    const before = this.of(notebook);
    if (
      (before?.id ?? LOCAL) === choice.id &&
      (before === undefined || before.name === choice.name)
    ) {
      return;
    }
    const { [notebook]: _, ...others } = this.all;
    const added = choice.id === LOCAL ? {} : { [notebook]: choice };
    await this.#keep({ ...others, ...added });
  }

  /** A notebook, or a folder with all that is in it, has another address now. */
  async moved(from: string, to: string): Promise<void> {
    const { all } = this;
    const isThere = (notebook: string) => notebook === from || notebook.startsWith(`${from}/`);
    if (!Object.keys(all).some(isThere)) return;
    await this.#keep(
      Object.fromEntries(
        Object.entries(all).map(([notebook, choice]) =>
          isThere(notebook) ? [to + notebook.slice(from.length), choice] : [notebook, choice],
        ),
      ),
    );
  }

  /** A notebook is no more: another that gets its address has the local cluster, as all that are new. */
  async forget(notebook: string): Promise<void> {
    const { [notebook]: choice, ...others } = this.all;
    if (choice !== undefined) await this.#keep(others);
  }

  async #keep(all: Readonly<Record<string, ClusterChoice>>): Promise<void> {
    const kept = this.#state.update(KEY, Object.fromEntries(Object.entries(all).slice(-MOST)));
    this.changed.fire();
    await kept;
  }
}
