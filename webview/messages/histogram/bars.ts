import type { TimeHistogram } from '../../../server/contract/messages/reading.ts';

/** Pixels between bars. */
const GAP = 1;
/** The least that is drawn of a bar that stands for something. */
const LOWEST = 1.5;

/**
 * The bars as one SVG path, each standing on the bottom edge. The square root of counts is drawn: a burst would make all else
 * invisible otherwise.
 * @param width and `height` of the picture, in pixels.
 * @param highest the count of a bar of full height.
 */
export function barsPath(
  counts: readonly number[],
  highest: number,
  width: number,
  height: number,
): string {
  const step = width / counts.length;
  const thick = Math.max(0.5, step - (step > 3 ? GAP : 0));
  let path = '';
  for (const [i, count] of counts.entries()) {
    if (count <= 0) continue;
    const tall = Math.max(LOWEST, height * Math.sqrt(count / Math.max(1, highest)));
    path += `M${short(i * step)} ${height}v${short(-tall)}h${short(thick)}V${height}z`;
  }
  return path;
}

export function highestOf({ kept }: TimeHistogram): number {
  return kept.reduce((most, count) => Math.max(most, count), 0);
}

/** Where the histogram ends, in milliseconds since the epoch, exclusive. */
export function endOf({ from, step, kept }: TimeHistogram): number {
  return from + step * kept.length;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
