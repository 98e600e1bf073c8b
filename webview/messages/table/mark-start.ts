/** Where a text begins to be shown so that its first mark is seen, with some of what stands before it. */
export function startOf(
  mark: readonly [from: number, to: number] | undefined,
  room: number,
): number {
  if (mark === undefined || mark[1] <= room) return 0;
  return Math.max(0, mark[0] - Math.floor(room / 3));
}
