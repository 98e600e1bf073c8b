// Child processes of tests and scripts: what they print is kept, and none outlives its parent.

import { type ChildProcess, spawn } from 'node:child_process';
import { atEnd } from './at-end.ts';
import { toolEnvironment } from './places.ts';

/** How a process ended: one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each complete line of stdout and stderr, without its line feed. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void;
}

/** One started process, leader of a process group of its own where the system has such. */
export class Child {
  readonly pid: number;
  /** Settles when the process has ended and its output is read to the end. Never rejects. */
  readonly exited: Promise<Exit>;
  #stdout = '';
  #stderr = '';
  readonly #command: string;
  readonly #process: ChildProcess;
  readonly #lineListeners = new Set<(line: string, stream: 'stdout' | 'stderr') => void>();

  /** @throws Error if the program cannot be started. */
  static async start(
    command: string,
    args: readonly string[],
    options: ChildOptions = {},
  ): Promise<Child> {
    const process = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? toolEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: globalThis.process.platform !== 'win32',
    });
    await new Promise<void>((resolve, reject) => {
      process.once('spawn', resolve);
      process.once('error', (error) =>
        reject(new Error(`cannot start ${command}: ${error.message}`)),
      );
    });
    return new Child(process, [command, ...args].join(' '), options);
  }

  private constructor(process: ChildProcess, command: string, options: ChildOptions) {
    if (process.pid === undefined) throw new Error(`${command} has no pid`);
    this.pid = process.pid;
    this.#process = process;
    this.#command = command;
    if (options.onLine !== undefined) this.#lineListeners.add(options.onLine);
    this.#read('stdout', (text) => {
      this.#stdout += text;
    });
    this.#read('stderr', (text) => {
      this.#stderr += text;
    });
    const forget = atEnd(() => this.#signal('SIGKILL'));
    this.exited = new Promise((resolve) => {
      process.once('close', (code, signal) => {
        forget();
        resolve({ code, signal });
      });
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /**
   * The match of the first line of stdout or stderr, already printed or to come, that fits `pattern`.
   * @throws Error naming the command and the end of its output if it ends first or `timeoutMs` pass.
   */
  line(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray> {
    for (const line of `${this.#stdout}\n${this.#stderr}`.split('\n')) {
      const match = line.match(pattern);
      if (match !== null) return Promise.resolve(match);
    }
    return new Promise((resolve, reject) => {
      const settle = (what: () => void) => {
        clearTimeout(timer);
        this.#lineListeners.delete(listen);
        what();
      };
      const fail = (why: string) => settle(() => reject(new Error(this.#explain(why, pattern))));
      const listen = (line: string) => {
        const match = line.match(pattern);
        if (match !== null) settle(() => resolve(match));
      };
      const timer = setTimeout(() => fail(`printed no such line in ${timeoutMs} ms`), timeoutMs);
      this.#lineListeners.add(listen);
      void this.exited.then((exit) => fail(`ended with ${exit.signal ?? `code ${exit.code}`}`));
    });
  }

  /** Asks the process group to end and kills what remains of it after `graceMs`. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 10_000): Promise<Exit> {
    this.#signal(signal);
    const timer = setTimeout(() => this.#signal('SIGKILL'), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    // Its own children may have outlived it.
    this.#signal('SIGKILL');
    return exit;
  }

  /** Ends the process group at once, as `kill -9` does. */
  kill(): Promise<Exit> {
    this.#signal('SIGKILL');
    return this.exited;
  }

  /** Sends a signal to the process group; nothing happens if it is gone. */
  #signal(signal: NodeJS.Signals): void {
    try {
      if (process.platform === 'win32') this.#process.kill(signal);
      else process.kill(-this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #read(name: 'stdout' | 'stderr', keep: (text: string) => void): void {
    const stream = this.#process[name];
    if (stream === null) throw new Error(`${name} is not a pipe`);
    let partial = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      keep(text);
      const lines = (partial + text).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) for (const listener of this.#lineListeners) listener(line, name);
    });
  }

  #explain(why: string, pattern: RegExp): string {
    const tail = `${this.#stdout}${this.#stderr}`.slice(-2000);
    return `'${this.#command}' ${why}, waiting for ${pattern}. Its output ends:\n${tail}`;
  }
}

/** Runs a program to its end. @throws Error with the end of its output unless it exits with 0. */
export async function run(
  command: string,
  args: readonly string[],
  options: ChildOptions & { timeoutMs?: number } = {},
): Promise<{ stdout: string; stderr: string }> {
  const child = await Child.start(command, args, options);
  const timer = setTimeout(() => void child.kill(), options.timeoutMs ?? 600_000);
  const exit = await child.exited;
  clearTimeout(timer);
  if (exit.code !== 0) {
    const tail = `${child.stdout}${child.stderr}`.slice(-4000);
    throw new Error(
      `'${command} ${args.join(' ')}' ended with ${exit.signal ?? `code ${exit.code}`}:\n${tail}`,
    );
  }
  return { stdout: child.stdout, stderr: child.stderr };
}
