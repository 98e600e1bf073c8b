import type {
  ProducingOptions,
  ProducingStatus,
} from '../../server/contract/messages/producing.ts';
import type {
  ReadingOptions,
  ReadingStatus,
  RecordDetail,
  RecordRow,
} from '../../server/contract/messages/reading.ts';
import type {
  MessagesEvent,
  MessagesRequests,
  ServiceCluster,
} from '../../server/contract/messages/service.ts';
import type { Disposable } from '../signal.ts';
import type { ToolAccess } from './tool.ts';

/**
 * One use of the process that reads and sends records, as a panel would use it. Whoever has one closes it: then nothing of it
 * goes on.
 */
export class RecordSession implements Disposable {
  readonly #service: ToolAccess['records']['service'];
  readonly #number: number;
  readonly #cancelled: AbortSignal;
  readonly #subscriptions: readonly Disposable[];
  /** Is told of events until it has had the one that it waits for. */
  #hear: (event: MessagesEvent) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  /** @throws Error if the process cannot be told of the cluster */
  static async at(
    cluster: ServiceCluster,
    service: ToolAccess['records']['service'],
    cancelled: AbortSignal,
  ): Promise<RecordSession> {
    const session = new RecordSession(service, cancelled);
    try {
      await session.#request('cluster', cluster);
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  private constructor(service: ToolAccess['records']['service'], cancelled: AbortSignal) {
    this.#service = service;
    this.#number = service.newPanel();
    this.#cancelled = cancelled;
    const onAbort = () => this.#fail(new Error('Cancelled.'));
    cancelled.addEventListener('abort', onAbort);
    this.#subscriptions = [
      service.told.on(({ panel, event }) => {
        if (panel === this.#number) this.#hear(event);
      }),
      service.crashed.on((problem) => this.#fail(new Error(problem))),
      { dispose: () => cancelled.removeEventListener('abort', onAbort) },
    ];
  }

  /**
   * Reads to the end, or for so many milliseconds; what has come by then can be looked at.
   * @throws Error if nothing can be read, or it is cancelled
   */
  async read(options: ReadingOptions, patience: number): Promise<ReadingStatus> {
    const timer = setTimeout(
      () => void this.#request('stop', null).catch(() => undefined),
      patience,
    );
    try {
      return await this.#until('read', options, (event) => {
        if (event.kind !== 'reading') return undefined;
        const { state } = event.status;
        return state === 'done' || state === 'failed' ? event.status : undefined;
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The first so many records in the order that was asked for. */
  async rows(count: number): Promise<readonly RecordRow[]> {
    return (await this.#request('rows', { from: 0, count })).rows;
  }

  detail(id: number): Promise<RecordDetail | null> {
    return this.#request('detail', id);
  }

  /** Sends, and waits for what becomes of it. @throws Error if nothing can be sent, or it is cancelled */
  produce(options: ProducingOptions): Promise<ProducingStatus> {
    return this.#until('produce', options, (event) =>
      event.kind === 'producing' && event.status.state !== 'sending' ? event.status : undefined,
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    void this.#service.request(this.#number, 'close', null).catch(() => undefined);
  }

  async #until<N extends 'read' | 'produce', T>(
    request: N,
    argument: MessagesRequests[N]['argument'],
    end: (event: MessagesEvent) => T | undefined,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#fail = reject;
      this.#hear = (event) => {
        const found = end(event);
        if (found !== undefined) resolve(found);
      };
      this.#request(request, argument).catch(reject);
    });
  }

  #request<N extends keyof MessagesRequests>(
    request: N,
    argument: MessagesRequests[N]['argument'],
  ): Promise<MessagesRequests[N]['result']> {
    this.#cancelled.throwIfAborted();
    return this.#service.request(this.#number, request, argument);
  }
}
