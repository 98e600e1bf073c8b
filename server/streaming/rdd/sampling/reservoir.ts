import type { PseudoRandom } from './pseudo-random.ts';

/** As many of the values as asked for, each with the same chance (algorithm R). */
export function reservoirSample<T>(values: readonly T[], count: number, random: PseudoRandom): T[] {
  const sample = values.slice(0, count);
  for (let i = count; i < values.length; i++) {
    const at = random.below(i + 1);
    if (at < count) sample[at] = values[i]!;
  }
  return sample;
}
