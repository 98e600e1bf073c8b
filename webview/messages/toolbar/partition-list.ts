/**
 * Partitions as they are typed, `0-3, 7`: undefined for all of them, which nothing typed means.
 * @throws Error with one sentence for the user.
 */
export function parsePartitions(
  text: string,
  there: readonly number[],
  say: (problem: 'syntax' | 'unknown', part: string) => string,
): readonly number[] | undefined {
  const chosen = new Set<number>();
  for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (range === null) throw new Error(say('syntax', part));
    const first = Number(range[1]);
    const last = Number(range[2] ?? range[1]);
    const within = there.filter((partition) => partition >= first && partition <= last);
    if (within.length === 0) throw new Error(say('unknown', part));
    for (const partition of within) chosen.add(partition);
  }
  if (chosen.size === 0) return undefined;
  return [...chosen].sort((a, b) => a - b);
}

/** Partitions as they are typed, with ranges where they follow one another; empty for all. */
export function partitionsText(partitions: readonly number[] | undefined): string {
  const parts: string[] = [];
  for (let i = 0; partitions !== undefined && i < partitions.length; ) {
    let end = i;
    while (partitions[end + 1] === (partitions[end] ?? 0) + 1) end++;
    parts.push(end > i ? `${partitions[i]}-${partitions[end]}` : `${partitions[i]}`);
    i = end + 1;
  }
  return parts.join(', ');
}
