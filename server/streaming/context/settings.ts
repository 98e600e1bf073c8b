import { IllegalArgumentException } from '../errors.ts';
import type { SparkConf } from './spark-conf.ts';

/** Where settings are looked up. */
export type Settings = Pick<SparkConf, 'get'>;

// Settings as what they mean, in Spark's spelling. All of these throw an IllegalArgumentException that names the key.

/** A setting that is `true` or `false`. */
export function booleanSetting(conf: Settings, key: string, usual: boolean): boolean {
  const text = conf.get(key)?.trim().toLowerCase();
  if (text === undefined) return usual;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new IllegalArgumentException(`${key} should be true or false, but was ${text}`);
}

/** A setting that is a number. */
export function numberSetting(conf: Settings, key: string, usual: number): number {
  const text = conf.get(key)?.trim();
  if (text === undefined) return usual;
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) return number;
  throw new IllegalArgumentException(`${key} should be a number, but was ${text}`);
}

/**
 * A setting that is a duration, such as `50ms`, `1s` or `2min`.
 * @param usual milliseconds. @param ownUnit of a number without one; milliseconds unless told. @returns milliseconds.
 */
export function durationSetting(
  conf: Settings,
  key: string,
  usual: number,
  ownUnit: 's' | 'ms' = 'ms',
): number {
  const text = conf.get(key)?.trim().toLowerCase();
  if (text === undefined) return usual;
  const [, number, unit = ownUnit] = /^(-?\d+)([a-z]+)?$/.exec(text) ?? [];
  const factor = MILLISECONDS.get(unit);
  if (number !== undefined && factor !== undefined) return Number(number) * factor;
  throw new IllegalArgumentException(
    `${key}: Failed to parse time string: ${text}\nTime must be specified as seconds (s), milliseconds (ms), microseconds (us), minutes (m or min), hour (h), or day (d). E.g. 50s, 100ms, or 250us.`,
  );
}

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['us', 0.001],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
