const PATTERN =
  /^([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i;

/**
 * The milliseconds of an ISO-8601 duration such as `P1DT2H30M0.5S`, as java.time.Duration.parse reads it: days
 * are 24 hours, there are no longer units, and any part may have a sign. Undefined if it is none.
 */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign, days, time, hours, minutes, seconds, fraction] = match;
  if (days === undefined && hours === undefined && minutes === undefined && seconds === undefined) {
    return undefined;
  }
  // `PT` and `P1DT` end in the middle.
  if (time !== undefined && /^t$/i.test(time)) return undefined;
  const millis = Math.trunc(Number((fraction ?? '').padEnd(3, '0').slice(0, 3)));
  const ofSeconds = Number(seconds ?? 0) * 1000 + (seconds?.startsWith('-') ? -millis : millis);
  const total =
    Number(days ?? 0) * 86_400_000 +
    Number(hours ?? 0) * 3_600_000 +
    Number(minutes ?? 0) * 60_000 +
    ofSeconds;
  return sign === '-' ? -total : total;
}
