import { type ChildProcess, fork } from 'node:child_process';
import { homedir } from 'node:os';
import type {
  FromService,
  MessagesEvent,
  MessagesRequests,
  ToService,
} from '../../server/contract/messages/service.ts';
import { hostEnvironment } from '../clusters/host-process.ts';
import { t } from '../l10n.ts';
import { Signal } from '../signal.ts';

export interface MessagesServiceOptions {
  /** The process's bundle. */
  readonly script: string;
  /** Is given what the process prints, which is nothing unless it crashes. */
  readonly report: (line: string) => void;
}

/** What a panel is told unasked. */
export interface PanelEvent {
  readonly panel: number;
  readonly event: MessagesEvent;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Of stderr, in characters. */
const KEPT_ERRORS = 4_000;

/**
 * The process that reads and sends records for all panels of this window. It runs on VS Code's own executable, starts with the
 * first request, and ends when this process does, however that happens. After a crash the next request starts another, which
 * knows nothing of what was before.
 */
export class MessagesService {
  readonly told = new Signal<PanelEvent>();
  /** Fires when it has ended by itself, with one sentence: every panel's reading is lost. */
  readonly crashed = new Signal<string>();
  readonly #options: MessagesServiceOptions;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  #nextId = 1;
  #nextPanel = 1;
  #isDisposed = false;

  constructor(options: MessagesServiceOptions) {
    this.#options = options;
  }

  /** A number that names a panel, or whatever else reads or sends, in requests. */
  newPanel(): number {
    return this.#nextPanel++;
  }

  /** @throws Error with one sentence for the user */
  request<N extends keyof MessagesRequests>(
    panel: number,
    request: N,
    argument: MessagesRequests[N]['argument'],
  ): Promise<MessagesRequests[N]['result']> {
    if (this.#isDisposed) return Promise.reject(new Error(t('The window is closing.')));
    // What a process had that has ended needs no other one to be closed.
    if (this.#child === undefined && request === 'close') return Promise.resolve(null as never);
    const child = this.#child ?? this.#start();
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    const message = { id, panel, request, argument } as ToService;
    // That it takes no more is heard of when it ends.
    child.send(message, () => undefined);
    return answer as Promise<MessagesRequests[N]['result']>;
  }

  /** Ends the process; exports that are under way leave nothing behind. */
  dispose(): void {
    this.#isDisposed = true;
    if (this.#child?.connected) this.#child.disconnect();
    this.#over(t('The window is closing.'));
    this.told.dispose();
    this.crashed.dispose();
  }

  #start(): ChildProcess {
    const child = fork(this.#options.script, [], {
      // A workspace folder may be deleted while it runs.
      cwd: homedir(),
      env: hostEnvironment(process.env),
      // A debugger on the extension host must not stop here as well.
      execArgv: [],
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    let errors = '';
    const print = (chunk: Buffer) => {
      errors = `${errors}${chunk}`.slice(-KEPT_ERRORS);
      for (const line of String(chunk).trimEnd().split('\n')) this.#options.report(line);
    };
    child.stdout?.on('data', print);
    child.stderr?.on('data', print);
    child.on('message', (message: FromService) => this.#heard(message));
    child.on('error', (error) => this.#ended(child, error.message, errors));
    child.on('close', (code, signal) => this.#ended(child, signal ?? `code ${code}`, errors));
    return child;
  }

  #heard(message: FromService): void {
    if ('panel' in message) {
      this.told.fire(message);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('error' in message) pending?.reject(new Error(message.error));
    else pending?.resolve(message.result);
  }

  #ended(child: ChildProcess, how: string, errors: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const isFull = /JavaScript heap out of memory|Reached heap limit|Allocation failed/.test(
      errors,
    );
    const problem = isFull
      ? t(
          'The process that reads records has run out of memory. Read again, with less memory for records.',
        )
      : t('The process that reads records has ended ({0}). Read again.', how);
    this.#over(problem);
    if (!this.#isDisposed) this.crashed.fire(problem);
  }

  #over(problem: string): void {
    this.#child = undefined;
    for (const { reject } of this.#pending.values()) reject(new Error(problem));
    this.#pending.clear();
  }
}
