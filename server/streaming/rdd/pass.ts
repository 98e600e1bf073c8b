import type { Step } from './computation.ts';

/**
 * Sends values through steps, all at once: one loop over the first values, in which each step calls the next, and
 * no array between them.
 */
export function pass<T, U>(
  values: readonly T[],
  steps: readonly Step<never, unknown>[],
  partition: number,
): readonly U[] {
  if (steps.length === 0) return values as readonly unknown[] as readonly U[];
  const results: unknown[] = [];
  let take = (value: unknown) => {
    results.push(value);
  };
  const ends: (() => void)[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!(take, partition);
    take = step.take as (value: unknown) => void;
    if (step.end !== undefined) ends.unshift(step.end);
  }
  for (let i = 0; i < values.length; i++) take(values[i]);
  // What the first step still has reaches the later ones before they end.
  for (const end of ends) end();
  return results as U[];
}
