import { counted } from '../../ports/logger.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in words, as Spark's web UI has it: its two or three largest units. @param ms milliseconds. */
export function verboseDuration(ms: number): string {
  const whole = Math.round(ms);
  const parts = [
    [DAY, Number.POSITIVE_INFINITY, 'day'],
    [HOUR, DAY, 'hour'],
    [MINUTE, HOUR, 'minute'],
    [SECOND, MINUTE, 'second'],
  ] as const;
  const words = parts.flatMap(([unit, above, name]) => {
    const count = Math.floor((whole % above) / unit);
    return count === 0 ? [] : [counted(count, name)];
  });
  const rest = whole % SECOND;
  if (whole < MINUTE && (rest > 0 || whole === 0)) words.push(`${rest} ms`);
  return words.slice(0, 3).join(' ');
}
