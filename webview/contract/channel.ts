/**
 * How a webview and the extension talk: the webview asks, the extension answers each request with a result or an error,
 * and tells events unasked. Each webview has a file beside this one that says which requests and events it has.
 */

/** Requests by name: what is asked and what is answered. */
export type RequestTable<R> = {
  [N in keyof R]: { readonly argument: unknown; readonly result: unknown };
};

/** From a webview to the extension: a request, or that it wants to be told of which cluster it is. */
export type ToExtension<R> = Request<R> | { readonly wants: 'cluster' };

export interface Request<R> {
  readonly id: number;
  readonly request: keyof R;
  readonly argument: R[keyof R] extends { readonly argument: infer A } ? A : never;
}

/** From the extension to a webview; errors are one sentence for the user. */
export type ToWebview<R, E> =
  | {
      readonly id: number;
      readonly result: R[keyof R] extends { readonly result: infer T } ? T : never;
    }
  | { readonly id: number; readonly error: string }
  | { readonly event: E }
  | { readonly cluster: MarkedCluster | null };

/** The cluster that a page is about, where that one is marked. */
export interface MarkedCluster {
  readonly name: string;
  /** One of the colours that themes have for charts: `red`, `orange` … */
  readonly mark: string;
  readonly isProduction: boolean;
}
