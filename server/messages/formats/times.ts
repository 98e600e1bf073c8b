// Points in time as text of ISO 8601, as exactly as the bytes have them.

/** What Date can show: 100 million days before and after 1970, in seconds. */
const DATE_SECONDS = 8_640_000_000_000n;

/**
 * `2026-11-22T23:39:29.000000001Z`, with as many digits as it needs: none, 3, 6 or 9; null for what is no time that a
 * calendar has.
 * @param seconds since the epoch
 * @param nanoseconds from 0 to 999,999,999
 */
export function nanosecondTime(seconds: bigint, nanoseconds: number, zone = 'Z'): string | null {
  if (seconds > DATE_SECONDS || seconds < -DATE_SECONDS || nanoseconds > 999_999_999) {
    return null;
  }
  const date = new Date(Number(seconds) * 1000).toISOString();
  return `${date.slice(0, -5)}${fractionDigits(nanoseconds)}${zone}`;
}

/** `.5` of a second is `.500`. */
export function fractionDigits(nanoseconds: number): string {
  if (nanoseconds === 0) return '';
  return `.${String(nanoseconds)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '')}`;
}

/** Units of which so many make a second. */
export type PerSecond = 1_000 | 1_000_000 | 1_000_000_000;

/** A count of units since the epoch as text; null as above. */
export function unitTime(count: bigint, perSecond: PerSecond, zone = 'Z'): string | null {
  const unit = BigInt(perSecond);
  const rest = ((count % unit) + unit) % unit;
  return nanosecondTime((count - rest) / unit, Number(rest) * (1_000_000_000 / perSecond), zone);
}

const TIME =
  /^([+-]?\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Nanoseconds since the epoch of a point in time of ISO 8601, in UTC where it names no zone; null for what is none.
 */
export function parseTime(text: string): bigint | null {
  const parts = TIME.exec(text.trim());
  if (parts === null) return null;
  const [, day, minute = '00:00', second = '00', fraction = '', zone = 'Z'] = parts;
  const milliseconds = Date.parse(`${day}T${minute}:${second}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds)) return null;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
