const PATTERN =
  /^(\d{4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.](\d{1,3}))?)?(Z|[-+]\d{2}(?::?\d{2})?)?$/;

/**
 * The milliseconds since 1970 of `YYYY-MM-DDTHH:mm:SS.sss`, with or without an offset from UTC (org.apache.kafka.common.utils.Utils.getDateTime).
 * Without one it is UTC. Undefined if it is no date and time.
 */
export function parseDateTime(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', millis = '0', zone = 'Z'] = match;
  const fields = [year, month, day, hour, minute, second, millis.padEnd(3, '0')].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, ms = 0] = fields;
  const local = Date.UTC(y, mo - 1, d, h, mi, s, ms);
  const back = new Date(local);
  // Java's parser is not lenient either: there is no 31 of April and no 25 o'clock.
  if (back.getUTCMonth() !== mo - 1 || back.getUTCDate() !== d) return undefined;
  if (back.getUTCHours() !== h || mi > 59 || s > 59) return undefined;
  return local - offsetOf(zone);
}

/** Milliseconds by which a zone is ahead of UTC: `Z`, `+02`, `+0230`, `+02:30`. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replace(/\D/g, '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
