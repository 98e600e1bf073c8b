import type { SparkContext } from '../context/spark-context.ts';

interface Closable {
  close(): Promise<void> | void;
}

const known = new WeakMap<SparkContext, Map<string, Promise<Closable>>>();

/**
 * What `open` gives, opened once for each context and name, since files can be had only once. It is closed with the
 * context.
 */
export function openedOnce<T extends Closable>(
  context: SparkContext,
  name: string,
  open: () => Promise<T>,
): Promise<T> {
  let opened = known.get(context);
  if (opened === undefined) {
    const all = new Map<string, Promise<Closable>>();
    context.onStop(() => {
      known.delete(context);
      for (const one of all.values()) void one.then((it) => it.close()).catch(() => undefined);
    });
    known.set(context, all);
    opened = all;
  }
  const one = opened.get(name) ?? open();
  opened.set(name, one);
  one.catch(() => opened.delete(name));
  return one as Promise<T>;
}
