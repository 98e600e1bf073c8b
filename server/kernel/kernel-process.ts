import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type {
  KernelCluster,
  KernelEvent,
  KernelRequest,
  KernelSettings,
} from '../contract/kernel.ts';

/** What Node needs to be told for a kernel. */
const NODE_OPTIONS = [
  // Without it Node aborts when a timer's callback is interrupted.
  '--no-force-async-hooks-checks',
  '--disable-warning=ExperimentalWarning',
];
/** Characters of stderr that are kept to explain a crash. */
const LONGEST_LAST_WORDS = 20_000;

export interface KernelProcessOptions {
  /** Node, or what runs as Node with `ELECTRON_RUN_AS_NODE`. */
  readonly executable: string;
  /** `kernel.js`. */
  readonly script: string;
  readonly settings: KernelSettings;
  /** Told over the channel: others may read a process's arguments. */
  readonly cluster: KernelCluster;
  /** Working directory: the notebook's folder. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  /** More options for Node, such as `--max-old-space-size=4096`. */
  readonly nodeOptions?: readonly string[];
  readonly onEvent: (event: KernelEvent) => void;
  /** Takes what native code prints, or the runtime itself. */
  readonly onText?: (name: 'stdout' | 'stderr', text: string) => void;
}

/** How a kernel ended. */
export interface KernelExit {
  readonly reason: 'shutdown' | 'exit' | 'crash' | 'out-of-memory' | 'killed';
  /** For the user: what happened, and what to do where there is something. */
  readonly message: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The front end's side of a kernel. */
export class KernelProcess {
  /** Resolves when it takes requests; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended and all its events have been heard. */
  readonly exited: Promise<KernelExit>;
  readonly #child: ChildProcess;
  #lastWords = '';
  #isAskedToEnd = false;

  constructor(options: KernelProcessOptions) {
    const { executable, script, settings, cluster, folder, onEvent, onText } = options;
    const args = [
      ...NODE_OPTIONS,
      ...(options.nodeOptions ?? []),
      script,
      JSON.stringify(settings),
    ];
    this.#child = spawn(executable, args, {
      cwd: folder,
      env: { ...(options.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const [, stdout, stderr, requests, events] = this.#child.stdio;
    for (const [name, stream] of [
      ['stdout', stdout],
      ['stderr', stderr],
    ] as const) {
      (stream as NodeJS.ReadableStream).setEncoding('utf8').on('data', (text: string) => {
        if (name === 'stderr') {
          this.#lastWords = (this.#lastWords + text).slice(-LONGEST_LAST_WORDS);
        }
        onText?.(name, text);
      });
    }
    // A request to a kernel that has just ended goes nowhere.
    (requests as Writable).on('error', () => undefined);
    this.request({ type: 'cluster', cluster });
    this.exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        resolve({ reason: 'crash', message: error.message, code: null, signal: null });
      });
      this.#child.once('close', (code, signal) => resolve(this.#exitOf(code, signal)));
    });
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: events as NodeJS.ReadableStream }).on('line', (line) => {
        const event = JSON.parse(line) as KernelEvent;
        if (event.type === 'ready') resolve();
        onEvent(event);
      });
      void this.exited.then(({ message }) => reject(new Error(message)));
    });
    // Who only waits for its end need not care.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  request(request: KernelRequest): void {
    if (request.type === 'shutdown') this.#isAskedToEnd = true;
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify(request)}\n`);
  }

  /** Asks it to end, and resolves when it has. */
  async shutdown(): Promise<KernelExit> {
    this.request({ type: 'shutdown' });
    return await this.exited;
  }

  /** Ends it at once. */
  kill(): void {
    this.#isAskedToEnd = true;
    this.#child.kill('SIGKILL');
  }

  #exitOf(code: number | null, signal: NodeJS.Signals | null): KernelExit {
    const ended = { code, signal };
    if (this.#isAskedToEnd) {
      return { reason: 'shutdown', message: 'The kernel was ended.', ...ended };
    }
    if (/heap out of memory|Allocation failed/.test(this.#lastWords)) {
      const message =
        'The kernel ran out of memory. Restart it and keep less at a time, or give it more: node --max-old-space-size.';
      return { reason: 'out-of-memory', message, ...ended };
    }
    if (signal === 'SIGKILL') {
      return { reason: 'killed', message: 'The kernel was killed. Restart it.', ...ended };
    }
    if (signal === null && this.#lastWords === '') {
      return {
        reason: 'exit',
        message: `The cell ended the kernel by process.exit(${code}).`,
        ...ended,
      };
    }
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    const last = this.#lastWords.trim().split('\n').slice(-5).join('\n');
    const message = `The kernel crashed, ${how}. Restart it.${last === '' ? '' : `\n${last}`}`;
    return { reason: 'crash', message, ...ended };
  }
}
