import type * as vscode from 'vscode';
import type { RequestTable, ToExtension, ToWebview } from '../../webview/contract/channel.ts';

/** What the extension does for a webview: a function for each request. */
export type Handlers<R extends RequestTable<R>> = {
  readonly [N in keyof R]: (argument: R[N]['argument']) => Promise<R[N]['result']>;
};

/** The extension's end of a webview's channel. */
export class WebviewChannel<R extends RequestTable<R>, E> {
  readonly #webview: vscode.Webview;
  readonly #subscription: vscode.Disposable;

  /** Answers the webview's requests until it is disposed of; what handlers throw becomes the request's error. */
  constructor(webview: vscode.Webview, handlers: Handlers<R>) {
    this.#webview = webview;
    this.#subscription = webview.onDidReceiveMessage(async (message: ToExtension<R>) => {
      if ('wants' in message) return;
      const { id, request, argument } = message;
      try {
        this.#post({ id, result: await handlers[request](argument) } as ToWebview<R, E>);
      } catch (error) {
        this.#post({ id, error: error instanceof Error ? error.message : String(error) });
      }
    });
  }

  tell(event: E): void {
    this.#post({ event });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #post(message: ToWebview<R, E>): void {
    // A webview that is hidden or gone does not listen, and asks again when it is shown.
    void this.#webview.postMessage(message);
  }
}
