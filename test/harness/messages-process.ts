// The process that reads and sends records, as the extension has it: one of its own, asked over IPC.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type {
  ReadingOptions,
  ReadingStatus,
  RecordFilter,
} from '../../server/contract/messages/reading.ts';
import type {
  FromService,
  MessagesEvent,
  MessagesRequests,
  ServiceCluster,
} from '../../server/contract/messages/service.ts';
import { atEnd } from './at-end.ts';
import { inDist, node } from './places.ts';

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Everything from the first record to the last, as text, unless told otherwise. */
export function reading(topic: string, options: Partial<ReadingOptions> = {}): ReadingOptions {
  return {
    topic,
    start: { kind: 'earliest' },
    stop: { atEnd: true },
    key: { format: 'string' },
    value: { format: 'string' },
    filter: {},
    order: 'oldest',
    isolation: 'read_uncommitted',
    memory: 512 * 1024 * 1024,
    ...options,
  };
}

export class MessagesProcess {
  readonly exited: Promise<number | null>;
  readonly events: { readonly panel: number; readonly event: MessagesEvent }[] = [];
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting = new Set<() => void>();
  #id = 0;
  #ended: Error | undefined;

  constructor(script = inDist('messages.js')) {
    this.#child = fork(script, [], {
      execPath: node,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const forget = atEnd(() => this.#child.kill('SIGKILL'));
    this.exited = once(this.#child, 'exit').then(([code, signal]) => {
      forget();
      this.#ended = new Error(
        `The process of messages has ended with ${signal ?? `code ${code}`}.`,
      );
      for (const { reject } of this.#pending.values()) reject(this.#ended);
      this.#pending.clear();
      this.#wake();
      return code as number | null;
    });
    this.#child.on('message', (message: FromService) => this.#heard(message));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @throws Error with what the user is told, or if the process has ended */
  request<N extends keyof MessagesRequests>(
    request: N,
    argument: MessagesRequests[N]['argument'],
    panel = 1,
  ): Promise<MessagesRequests[N]['result']> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#id;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    this.#child.send({ id, panel, request, argument });
    return answer as Promise<MessagesRequests[N]['result']>;
  }

  /** Names the cluster and begins a reading. */
  async read(bootstrap: string, options: ReadingOptions, panel = 1): Promise<void> {
    const cluster: ServiceCluster = {
      name: 'Test',
      properties: { 'bootstrap.servers': bootstrap },
      readOnly: false,
    };
    await this.request('cluster', cluster, panel);
    await this.request('read', options, panel);
  }

  /** Sets a filter and waits until it has gone through everything. */
  async filter(filter: RecordFilter, panel = 1): Promise<ReadingStatus> {
    const told = this.events.length;
    await this.request('filter', filter, panel);
    return await this.status(({ filtering }) => filtering === undefined, panel, told);
  }

  /** The panel's latest status, as soon as it is as wanted; events before `from` do not count. @throws Error as `request` */
  async status(
    isWanted: (status: ReadingStatus) => boolean,
    panel = 1,
    from = 0,
  ): Promise<ReadingStatus> {
    for (;;) {
      const last = this.events
        .slice(from)
        .findLast((told) => told.panel === panel && told.event.kind === 'reading');
      if (last?.event.kind === 'reading' && isWanted(last.event.status)) return last.event.status;
      await this.#news();
    }
  }

  /** The first event that is as wanted; events before `from` do not count. @throws Error as `request` */
  async event(
    isWanted: (event: MessagesEvent) => boolean,
    panel = 1,
    from = 0,
  ): Promise<MessagesEvent> {
    for (;;) {
      const found = this.events
        .slice(from)
        .find((told) => told.panel === panel && isWanted(told.event));
      if (found !== undefined) return found.event;
      await this.#news();
    }
  }

  /** Ends as it does when the window goes. */
  async close(): Promise<number | null> {
    if (this.#child.connected) this.#child.disconnect();
    return await this.exited;
  }

  #heard(message: FromService): void {
    if ('panel' in message) this.events.push(message);
    else {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if ('error' in message) pending?.reject(new Error(message.error));
      else pending?.resolve(message.result);
    }
    this.#wake();
  }

  /** Resolves when something was heard. */
  async #news(): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
