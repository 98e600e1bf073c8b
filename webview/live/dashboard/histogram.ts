/** How many values are in each of equal parts of a range, the lowest first. */
export interface Histogram {
  readonly max: number;
  readonly counts: readonly number[];
  readonly mostInOne: number;
}

/** Counts values from zero to `max`; those above are in the last part. */
export function histogramOf(
  values: readonly (number | null)[],
  max: number,
  parts: number,
): Histogram {
  const counts = Array.from({ length: parts }, () => 0);
  for (const value of values) {
    if (value === null) continue;
    const part = Math.min(Math.max(0, Math.floor((value / max) * parts)), parts - 1);
    counts[part] = (counts[part] ?? 0) + 1;
  }
  return { max, counts, mostInOne: Math.max(...counts) };
}
