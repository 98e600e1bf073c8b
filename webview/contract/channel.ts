/**
 * How a webview and the extension talk: the webview asks, the extension answers each request with a result or an error,
 * and tells events unasked. Each webview has a file beside this one that says which requests and events it has.
 */

/** Requests by name: what is asked and what is answered. */
export type RequestTable<R> = {
  [N in keyof R]: { readonly argument: unknown; readonly result: unknown };
};

/** From a webview to the extension. */
export interface ToExtension<R> {
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
  | { readonly event: E };
