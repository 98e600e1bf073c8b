/**
 * A number of 32 bits as the shortest that rounds to it, as Java's Float.toString: 0.1, and not 0.10000000149011612.
 */
export function shortestFloat(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}
