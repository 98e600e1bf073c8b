/** A range of an axis and where its labels are. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** From one tick to the next. */
  readonly step: number;
}

const MOST_TICKS = 100;

/** Milliseconds that people count in. */
const TIME_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 7, 14, 28, 91, 364].map((days) => days * 86_400_000),
];

/** A scale that ends at ticks and has at most about `count` of them, at round numbers. */
export function roundScale(min: number, max: number, count = 5): Scale {
  const size = Math.max(Math.abs(min), Math.abs(max));
  // What differs by less is the same: no label could tell it apart.
  const isFlat = !(max - min > Math.max(size * 1e-9, 1e-12));
  const from = Math.min(min, max);
  const to = isFlat ? from + (size < 1e-12 ? 1 : size / 2) : max;
  const step = roundStep((to - from) / count);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(to / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => exact((first + i) * step));
  return { min: exact(first * step), max: exact(last * step), ticks, step };
}

/** As `roundScale`, with ticks that are round numbers of KB, MB … */
export function byteScale(min: number, max: number, count = 5): Scale {
  const power = Math.floor(Math.log2(Math.max(max, 1)) / 10);
  const unit = 1024 ** power;
  const scale = roundScale(min / unit, max / unit, count);
  return {
    min: scale.min * unit,
    max: scale.max * unit,
    ticks: scale.ticks.map((tick) => tick * unit),
    step: scale.step * unit,
  };
}

/** Round numbers inside of a range, which stays as it is. */
export function ticksWithin(min: number, max: number, count: number): Scale {
  return within(min, max, roundStep((max - min) / Math.max(1, count)), 0);
}

/** Round moments of local time inside of a range. @param min milliseconds since the epoch. */
export function timeTicks(min: number, max: number, count: number): Scale {
  const wanted = (max - min) / Math.max(1, count);
  const step = TIME_STEPS.find((each) => each >= wanted) ?? roundStep(wanted);
  // Hours and days begin where the user's do.
  return within(min, max, step, new Date(min).getTimezoneOffset() * 60_000);
}

function within(min: number, max: number, step: number, offset: number): Scale {
  const first = Math.ceil((min - offset) / step - 1e-9);
  const last = Math.floor((max - offset) / step + 1e-9);
  const length = Math.min(Math.max(0, last - first + 1), MOST_TICKS);
  const ticks = Array.from({ length }, (_, i) => exact((first + i) * step) + offset);
  return { min, max, ticks, step };
}

/** 1, 2 or 5 times a power of ten, and not less. */
function roundStep(wanted: number): number {
  if (!(wanted > 0) || !Number.isFinite(wanted)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((each) => each * power >= wanted * (1 - 1e-9)) ?? 10;
  return exact(factor * power);
}

/** Without what binary fractions add: 0.3, not 0.30000000000000004. */
function exact(value: number): number {
  return Number(value.toPrecision(15));
}
