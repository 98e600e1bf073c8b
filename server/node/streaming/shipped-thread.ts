import type { runInThisContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';

/** What is done with a function: once for each element, or for the whole partition. */
export type Manner = 'map' | 'flatMap' | 'filter' | 'mapPartitions';

/** A function as a thread is told of it, once. */
export interface Definition {
  readonly id: number;
  readonly name: string;
  readonly source: string;
  readonly captured: unknown;
}

export interface Call {
  readonly definitions: readonly Definition[];
  /** What is done with the values, one after the other. */
  readonly functions: readonly { readonly id: number; readonly manner: Manner }[];
  readonly values: readonly unknown[];
  readonly partition: number;
}

export type Answer =
  | { readonly values: readonly unknown[] }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

/**
 * What runs in a thread: answers each call. It is sent there as its text, so that no file has to be found, and sees
 * nothing but its parameters.
 */
export function shippedThread(port: MessagePort, run: typeof runInThisContext): void {
  type Running = (...values: unknown[]) => unknown;
  const known = new Map<number, Running>();
  port.on('message', ({ definitions, functions, values, partition }: Call) => {
    try {
      for (const { id, name, source, captured } of definitions) {
        known.set(id, run(`(${source})`, { filename: name })(captured));
      }
      let results: unknown[] = values as unknown[];
      for (const { id, manner } of functions) {
        const f = known.get(id)!;
        const before = results;
        if (manner === 'mapPartitions') {
          results = Array.from(f(before, partition) as Iterable<unknown>);
          continue;
        }
        results = [];
        for (let i = 0; i < before.length; i++) {
          const result = f(before[i]);
          if (manner === 'map') results.push(result);
          else if (manner === 'flatMap')
            for (const it of result as Iterable<unknown>) results.push(it);
          else if (result) results.push(before[i]);
        }
      }
      port.postMessage({ values: results });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const { name, message, stack } = error;
      port.postMessage({ error: { name, message, stack: String(stack) } });
    }
  });
}
