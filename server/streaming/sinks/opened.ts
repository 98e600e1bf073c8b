import type { SparkContext } from '../context/spark-context.ts';

interface Closable {
  close(): Promise<void> | void;
}

const known = new WeakMap<SparkContext, Map<string, Promise<Closable>>>();

/** What is still being closed for contexts that have ended: the next one waits for it. */
const closing = new Map<string, Promise<void>>();

/**
 * What `open` gives, opened once for each context and name, since files can be had only once. It is closed with the
 * context.
 */
export function openedOnce<T extends Closable>(
  context: SparkContext,
  name: string,
  open: () => Promise<T>,
): Promise<T> {
  const opened = known.get(context) ?? openedBy(context);
  const one = opened.get(name) ?? (closing.get(name) ?? Promise.resolve()).then(open);
  opened.set(name, one);
  one.catch(() => opened.delete(name));
  return one as Promise<T>;
}

function openedBy(context: SparkContext): Map<string, Promise<Closable>> {
  const opened = new Map<string, Promise<Closable>>();
  context.onStop(() => {
    known.delete(context);
    for (const [name, one] of opened) {
      const closed = one
        .then((it) => it.close())
        .catch(() => undefined)
        .then(() => {
          if (closing.get(name) === closed) closing.delete(name);
        });
      closing.set(name, closed);
    }
  });
  known.set(context, opened);
  return opened;
}
