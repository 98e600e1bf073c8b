/** Pixels that either side of a split keeps. */
const LEAST = 120;

/** The part of a split that its second side takes, from 0 to 1, so that both sides can be used. */
export function fittingPart(part: number, whole: number): number {
  const least = Math.min(0.5, LEAST / Math.max(1, whole));
  return Math.min(Math.max(part, least), 1 - least);
}

/** What a key makes of the second side's part; undefined if it does nothing. The arrows move the divider. */
export function partAfterKey(key: string, part: number, isVertical: boolean): number | undefined {
  const step = 0.05;
  const [grows, shrinks] = isVertical ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  if (key === grows) return part + step;
  if (key === shrinks) return part - step;
  if (key === 'Home') return 1;
  if (key === 'End') return 0;
  return undefined;
}
