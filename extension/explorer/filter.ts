/** Finds `filter` in a name, ignoring case: its place, or undefined. An empty filter is nowhere. */
export function find(
  name: string,
  filter: string,
): readonly [from: number, to: number] | undefined {
  if (filter === '') return undefined;
  const from = name.toLowerCase().indexOf(filter.toLowerCase());
  return from < 0 ? undefined : [from, from + filter.length];
}

/** The names that hold `filter`, ignoring case; all if it is empty. */
export function filterNames(names: readonly string[], filter: string): readonly string[] {
  if (filter === '') return names;
  const wanted = filter.toLowerCase();
  return names.filter((name) => name.toLowerCase().includes(wanted));
}
