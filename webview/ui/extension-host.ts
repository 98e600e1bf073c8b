import type { RequestTable, ToWebview } from '../contract/channel.ts';
import { showClusterBand } from './cluster-band.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The webview's end of its channel to the extension, and the state that outlives the page while it is hidden. */
export class ExtensionHost<R extends RequestTable<R>, E, S> {
  readonly #api = acquireVsCodeApi();
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** `onEvent` is called with what the extension tells unasked. */
  constructor(onEvent: (event: E) => void) {
    window.addEventListener('message', ({ data }: MessageEvent<ToWebview<R, E>>) => {
      if ('event' in data) {
        onEvent(data.event);
        return;
      }
      if ('cluster' in data) {
        showClusterBand(data.cluster);
        return;
      }
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if ('error' in data) pending?.reject(new Error(data.error));
      else pending?.resolve(data.result);
    });
    this.#api.postMessage({ wants: 'cluster' });
  }

  /** @throws Error with one sentence for the user. */
  ask<N extends keyof R>(request: N, argument: R[N]['argument']): Promise<R[N]['result']> {
    const id = this.#nextId++;
    this.#api.postMessage({ id, request, argument });
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
    });
  }

  /** What was kept last, by this page or the one before it. */
  get state(): S | undefined {
    return this.#api.getState() as S | undefined;
  }

  keep(state: S): void {
    this.#api.setState(state);
  }
}
