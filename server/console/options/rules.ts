import { UsageError } from '../command.ts';

/** What was given, by name. */
type Given = object;

/** @throws UsageError unless all of these were given. */
export function required<G extends Given>(given: G, ...names: (keyof G & string)[]): void {
  for (const name of names) {
    if (given[name] === undefined) throw new UsageError(`Missing required argument "[${name}]"`);
  }
}

/** @throws UsageError when `used` was given and any of `others`, too. */
export function excludes<G extends Given>(
  given: G,
  used: keyof G & string,
  ...others: (keyof G & string)[]
): void {
  if (given[used] === undefined) return;
  for (const other of others) {
    if (given[other] === undefined) continue;
    throw new UsageError(`Option "[${used}]" can't be used with option "[${other}]"`);
  }
}

/** Which of these was given. @throws UsageError with this message unless it is exactly one. */
export function oneOf<G extends Given, N extends keyof G & string>(
  given: G,
  names: readonly N[],
  message: string,
): N {
  const [name, ...more] = names.filter((each) => given[each] !== undefined);
  if (name === undefined || more.length > 0) throw new UsageError(message);
  return name;
}

/** @throws UsageError unless `text` is a whole number from `least` to `most`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not '${text}'`);
}
