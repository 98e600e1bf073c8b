/** Java's and JavaScript's largest: Kafka's way to say that there is no limit. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

const durations: readonly (readonly [milliseconds: number, name: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];
const sizes: readonly (readonly [bytes: number, name: string])[] = [
  [1024 ** 4, 'TB'],
  [1024 ** 3, 'GB'],
  [1024 ** 2, 'MB'],
  [1024, 'KB'],
];

/**
 * What a number of milliseconds, minutes, hours or bytes is in units that people think in, going by the key's name:
 * `7 days`, `1 GB`. Undefined where that says nothing new.
 */
export function inWords(name: string, value: string | null): string | undefined {
  if (value === null || !/^-?\d+$/.test(value)) return undefined;
  const number = Number(value);
  if (number >= UNLIMITED) return 'no limit';
  const isLimit = /(retention|roll|segment|lag)/.test(name);
  if (number === -1) return isLimit ? 'no limit' : undefined;
  if (/\.ms$/.test(name)) return duration(number);
  if (/\.minutes$/.test(name)) return duration(number * 60_000, 'minute');
  if (/\.hours$/.test(name)) return duration(number * 3_600_000, 'hour');
  if (/(^|\.)bytes($|\.)/.test(name)) return size(number);
  return undefined;
}

/**
 * A value of the key `from` in the unit of the key `to`: Kafka's `log.retention.hours` stands behind `retention.ms`, and
 * brokers tell its value as it was given.
 */
export function converted(value: string | null, from: string, to: string): string | null {
  const factor = /\.hours$/.test(from) ? 3_600_000 : /\.minutes$/.test(from) ? 60_000 : undefined;
  if (factor === undefined || !/\.ms$/.test(to) || !/^\d+$/.test(value ?? '')) return value;
  return String(Number(value) * factor);
}

function duration(milliseconds: number, given?: string): string | undefined {
  const found = durations.find(([unit]) => milliseconds >= unit);
  if (found === undefined || found[1] === given) return undefined;
  const count = rounded(milliseconds / found[0]);
  return `${count} ${found[1]}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string | undefined {
  const found = sizes.find(([unit]) => bytes >= unit);
  return found && `${rounded(bytes / found[0])} ${found[1]}`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
