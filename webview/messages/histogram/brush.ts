/** A part of the time that the histogram shows: milliseconds since the epoch, the end exclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What a histogram shows. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  /** Milliseconds of a bar: ranges begin and end between bars. */
  readonly step: number;
}

/** The range between two places that were pointed at, from 0 to 1, in either order: at least a bar. */
export function brushed(scale: TimeScale, one: number, other: number): TimeRange {
  const [low, high] = [Math.min(one, other), Math.max(one, other)].map((place) =>
    Math.min(1, Math.max(0, place)),
  ) as [number, number];
  const bars = Math.max(1, Math.round((scale.to - scale.from) / scale.step));
  const first = Math.min(bars - 1, Math.floor(low * bars));
  const last = Math.max(first + 1, Math.ceil(high * bars));
  return { from: scale.from + first * scale.step, to: scale.from + last * scale.step };
}

/** Which end of a range the keyboard moves. */
export type Edge = 'from' | 'to';

/** The range with one end moved by so many bars; all there is if there was none. At least a bar is left. */
export function nudged(
  scale: TimeScale,
  range: TimeRange | undefined,
  edge: Edge,
  bars: number,
): TimeRange {
  const { from, to } = range ?? scale;
  return edge === 'from'
    ? { from: within(from + bars * scale.step, scale.from, to - scale.step), to }
    : { from, to: within(to + bars * scale.step, from + scale.step, scale.to) };
}

/** The range as parts of the width, from 0 to 1, as far as it is seen. */
export function placed(scale: TimeScale, { from, to }: TimeRange): readonly [number, number] {
  const length = Math.max(1, scale.to - scale.from);
  return [within((from - scale.from) / length, 0, 1), within((to - scale.from) / length, 0, 1)];
}

/** Whether a range leaves nothing out that is shown. */
export function isWhole(scale: TimeScale, { from, to }: TimeRange): boolean {
  return from <= scale.from && to >= scale.to;
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
