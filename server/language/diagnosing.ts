import { CancellationTokenSource, type Diagnostic } from 'vscode-languageserver';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Cell, CellLanguage, Notebook, Report } from './cell-language.ts';

/** How long nothing must have changed before it is looked at what is wrong, in milliseconds. */
const PAUSE_MS = 120;

export interface DiagnosingOptions {
  readonly clock: Clock;
  readonly languages: readonly CellLanguage[];
  /** @param version of the text that they are about; absent where the cell is gone */
  readonly publish: (uri: string, diagnostics: Diagnostic[], version?: number) => void;
  readonly onError: (what: string, error: unknown) => void;
}

/** Looks at what is wrong in notebooks whenever nobody is typing, and tells the editor what of that is new. */
export class Diagnosing {
  readonly #options: DiagnosingOptions;
  readonly #runs = new Map<string, Run>();

  constructor(options: DiagnosingOptions) {
    this.#options = options;
  }

  /** Looks at a notebook soon, or at once. What is going on for it ends, and begins again. */
  schedule(notebook: Notebook, delayMs = PAUSE_MS): void {
    let run = this.#runs.get(notebook.uri);
    if (run === undefined) {
      run = new Run(this.#options, notebook);
      this.#runs.set(notebook.uri, run);
    }
    run.schedule(delayMs);
  }

  /** Nothing is wrong any more in a notebook that is not there. */
  close(notebook: Notebook): void {
    this.#runs.get(notebook.uri)?.close();
    this.#runs.delete(notebook.uri);
  }
}

/** What is said of one notebook. */
class Run {
  readonly #options: DiagnosingOptions;
  readonly #notebook: Notebook;
  /** What has been published, as JSON, by cell; only where anything has. */
  readonly #published = new Map<string, string>();
  #timer: Timer | undefined;
  #cancel: CancellationTokenSource | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(options: DiagnosingOptions, notebook: Notebook) {
    this.#options = options;
    this.#notebook = notebook;
  }

  schedule(delayMs: number): void {
    this.#stop();
    this.#timer = this.#options.clock.after(delayMs, () => {
      const cancel = new CancellationTokenSource();
      this.#cancel = cancel;
      this.#last = this.#last.then(() => this.#run(cancel));
    });
  }

  close(): void {
    this.#stop();
    for (const uri of this.#published.keys()) this.#options.publish(uri, []);
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#cancel?.cancel();
  }

  async #run({ token }: CancellationTokenSource): Promise<void> {
    const { languages, onError } = this.#options;
    this.#forgetRemoved();
    const report: Report = (cell, diagnostics) => {
      if (!token.isCancellationRequested) this.#publish(cell, [...diagnostics]);
    };
    const each = languages.map(async (language) => {
      if (token.isCancellationRequested) return;
      try {
        await language.diagnose?.(this.#notebook, report, token);
      } catch (error) {
        onError('diagnostics', error);
      }
    });
    await Promise.all(each);
  }

  #forgetRemoved(): void {
    const there = new Set(this.#notebook.cells.map(({ uri }) => uri));
    for (const uri of [...this.#published.keys()].filter((each) => !there.has(each))) {
      this.#published.delete(uri);
      this.#options.publish(uri, []);
    }
  }

  #publish({ uri, document }: Cell, diagnostics: Diagnostic[]): void {
    const form = JSON.stringify(diagnostics);
    if (form === (this.#published.get(uri) ?? '[]')) return;
    if (diagnostics.length === 0) this.#published.delete(uri);
    else this.#published.set(uri, form);
    this.#options.publish(uri, diagnostics, document.version);
  }
}
