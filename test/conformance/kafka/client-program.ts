// A program around a Kafka client, run as a process of its own so that it can be stopped and killed.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Exit } from '../../harness/child.ts';
import { toolEnvironment } from '../../harness/places.ts';
import type { Job } from './jobs.ts';
import { type Frame, FrameCutter, FrameKind } from './record-frames.ts';

export interface Listener {
  onRecord?(frame: Frame): void;
  onAcknowledgement?(frame: Frame): void;
  onEvent?(event: unknown): void;
}

/** How long a client may take to end what it does when it is asked to, in milliseconds. */
const STOP_MS = 60_000;

const running = new Set<ClientProgram>();
process.on('exit', () => {
  for (const program of running) void program.kill();
});

/** One job that a client does. What a listener throws ends it. */
export class ClientProgram {
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #listener: Listener;
  readonly #exited: Promise<Exit>;
  #failure: Error | undefined;
  #stderr = '';

  constructor(command: readonly string[], job: Job, listener: Listener) {
    const [program, ...args] = command as [string, ...string[]];
    this.#listener = listener;
    this.#process = spawn(program, [...args, JSON.stringify(job)], {
      env: toolEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: some programs have children.
      detached: true,
    });
    running.add(this);
    const frames = new FrameCutter();
    this.#process.stdout.on('data', (chunk: Buffer) => {
      if (this.#failure !== undefined) return;
      try {
        for (const frame of frames.push(chunk)) this.#hear(frame);
      } catch (error) {
        this.#failure = error as Error;
        void this.kill();
      }
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#failure = error;
        resolve({ code: null, signal: null });
      });
      this.#process.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.#exited.then(() => running.delete(this));
  }

  get hasEnded(): boolean {
    return !running.has(this);
  }

  /** @throws Error unless it ends with code 0 and its listener had no objection. */
  async done(): Promise<void> {
    const { code, signal } = await this.#exited;
    if (this.#failure !== undefined) throw this.#failure;
    if (code !== 0) throw new Error(`ended with ${signal ?? `code ${code}`}:\n${this.errors}`);
  }

  /** Asks it to end, and waits for that. @throws Error as `done`, and if it goes on regardless. */
  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    const timer = setTimeout(() => {
      this.#failure ??= new Error(`does not end when asked to:\n${this.errors}`);
      this.#signal('SIGKILL');
    }, STOP_MS);
    try {
      await this.done();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it as `kill -9` does. @throws Error if its listener had an objection. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#signal(signal);
    await this.#exited;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The end of what it printed on stderr. */
  get errors(): string {
    return this.#stderr.slice(-4000);
  }

  #hear(frame: Frame): void {
    if (frame.kind === FrameKind.record) this.#listener.onRecord?.(frame);
    else if (frame.kind === FrameKind.acknowledgement) this.#listener.onAcknowledgement?.(frame);
    else this.#listener.onEvent?.(frame.event());
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.#process.pid !== undefined) process.kill(-this.#process.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
