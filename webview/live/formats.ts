import { sizeText } from '../ui/text.ts';

// Numbers, durations and moments as people read them. No text here depends on what was formatted before.

/** What a number counts: how it is written at an axis and in a tooltip. */
export type Unit = 'number' | 'rate' | 'ms' | 'bytes' | 'byteRate';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Short, for axes: `1.2K`, `250 ms`. */
export function axisText(value: number, unit: Unit): string {
  if (unit === 'ms') return duration(value);
  if (isBytes(unit)) return sizeText(value);
  if (value !== 0 && Math.abs(value) < 1) return String(Number(value.toPrecision(3)));
  return compact.format(value);
}

/** With its unit: `1,234/s`, `1.25 s`. */
export function valueText(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  if (unit === 'ms') return duration(value);
  if (unit === 'number') return precise.format(value);
  if (unit === 'bytes') return sizeText(value);
  if (unit === 'byteRate') return `${byteRate(value)}/s`;
  return `${value < 10 ? precise.format(Number(value.toFixed(2))) : whole.format(value)}/s`;
}

/** Whether it counts bytes, in powers of 1024. */
export function isBytes(unit: Unit): boolean {
  return unit === 'bytes' || unit === 'byteRate';
}

/** A count with the digits in groups. */
export function count(value: number): string {
  return whole.format(value);
}

/** In the unit that fits. @param ms milliseconds. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return `${rounded(ms, size < 10 ? 1 : 0)} ms`;
  if (size < 60_000) return `${rounded(ms / 1000, 2)} s`;
  if (size < 3_600_000) return `${rounded(ms / 60_000, 1)} min`;
  return `${rounded(ms / 3_600_000, 1)} h`;
}

/** A moment of the day in local time, with milliseconds where it has any. @param ms since the epoch. */
export function clockTime(ms: number): string {
  return timeText(ms, Number.isInteger(ms / 1000) ? 1000 : 1);
}

/** With the date. @param ms since the epoch. */
export function dateTime(ms: number): string {
  return `${dateText(ms)} ${clockTime(ms)}`;
}

/** As exact as ticks that far apart need. @param ms since the epoch. @param step milliseconds. */
export function timeText(ms: number, step: number): string {
  if (step >= 86_400_000) return dateText(ms);
  const date = new Date(ms);
  const minutes = `${padded(date.getHours())}:${padded(date.getMinutes())}`;
  if (step >= 60_000) return minutes;
  const seconds = `${minutes}:${padded(date.getSeconds())}`;
  return step >= 1000 ? seconds : `${seconds}.${padded(date.getMilliseconds(), 3)}`;
}

function dateText(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
}

/** Parts of bytes only where there are few. */
function byteRate(value: number): string {
  if (value >= 1024) return sizeText(value);
  return sizeText(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}

function padded(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
