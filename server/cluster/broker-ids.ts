/**
 * The ids of `count` brokers, in order: first those in `withData`, lowest first, then the lowest free ones.
 * So a broker that has been removed leaves its gap, and the others keep their data and their ports.
 */
export function chooseBrokerIds(count: number, withData: readonly number[]): number[] {
  const ids = withData.toSorted((a, b) => a - b).slice(0, count);
  while (ids.length < count) ids.push(lowestFreeId(ids));
  return ids.sort((a, b) => a - b);
}

/** The lowest id from 1 that is not in `taken`. */
export function lowestFreeId(taken: readonly number[]): number {
  let id = 1;
  while (taken.includes(id)) id += 1;
  return id;
}
