/** How a configuration key is declared, and how its text becomes a value (Kafka's ConfigDef). */

export interface KeyDefinition<T = unknown> {
  readonly type: 'boolean' | 'string' | 'int' | 'long' | 'double' | 'list';
  /** Null where Kafka has no default. */
  readonly default: T | null;
  readonly documentation: string;
  /** The words that it takes, where they are few. */
  readonly choices?: readonly string[];
  /** @throws ConfigError when the text is no value of this key. */
  readonly parse: (text: string) => T;
  /** Whether a running broker takes a new value (KIP-226). */
  readonly dynamic: boolean;
}

/** A value that a key does not take; the message says which ones it does. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Check<T> = (value: T) => string | undefined;

/** What Kafka writes where there is no limit: Java's `Long.MAX_VALUE`. */
const LONG_MAX = 2n ** 63n - 1n;

/** The value of a `long` without a limit; longs beyond the largest number that is exact here come to the same. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** 16-bit and wider whole numbers: an `int` has 32 bits in Kafka, a `long` 64. */
export function int(fallback: number | null, documentation: string, check?: Check<number>) {
  return whole('int', 2n ** 31n - 1n, fallback, documentation, check);
}

export function long(fallback: number | null, documentation: string, check?: Check<number>) {
  return whole('long', LONG_MAX, fallback, documentation, check);
}

export function double(
  fallback: number,
  documentation: string,
  check?: Check<number>,
): KeyDefinition<number> {
  const parse = (text: string) => {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value))
      throw new ConfigError(`'${text}' is not a number`);
    return checked(value, check);
  };
  return { type: 'double', default: fallback, documentation, parse, dynamic: false };
}

export function boolean(fallback: boolean, documentation: string): KeyDefinition<boolean> {
  const parse = (text: string) => {
    const lower = text.trim().toLowerCase();
    if (lower !== 'true' && lower !== 'false') {
      throw new ConfigError(`'${text}' is neither true nor false`);
    }
    return lower === 'true';
  };
  const choices = ['true', 'false'];
  return { type: 'boolean', default: fallback, documentation, choices, parse, dynamic: false };
}

export function string<D extends string | null>(
  fallback: D,
  documentation: string,
  check?: Check<string>,
) {
  const parse = (text: string) => checked(text.trim(), check);
  return { type: 'string' as const, default: fallback, documentation, parse, dynamic: false };
}

/** One of a few words. */
export function choice<const C extends string>(
  choices: readonly C[],
  fallback: NoInfer<C>,
  documentation: string,
): KeyDefinition<C> {
  const parse = (text: string) => checked(text.trim(), oneOf(...choices)) as C;
  return { type: 'string', default: fallback, documentation, choices, parse, dynamic: false };
}

/** Some of a few words, with commas between them. */
export function list<const C extends string>(
  choices: readonly C[],
  fallback: readonly NoInfer<C>[],
  documentation: string,
): KeyDefinition<readonly C[]> {
  const parse = (text: string) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => checked(item, oneOf(...choices)) as C);
  return { type: 'list', default: fallback, documentation, choices, parse, dynamic: false };
}

/** The same key, with a value that a running broker picks up when it is altered. */
export function dynamic<T>(definition: KeyDefinition<T>): KeyDefinition<T> {
  return { ...definition, dynamic: true };
}

export const atLeast = (least: number): Check<number> => {
  return (value) => (value < least ? `must be at least ${least}` : undefined);
};

export const between = (least: number, most: number): Check<number> => {
  return (value) =>
    value < least || value > most ? `must be from ${least} to ${most}` : undefined;
};

const oneOf = (...choices: readonly string[]): Check<string> => {
  return (value) => (choices.includes(value) ? undefined : `must be one of ${choices.join(', ')}`);
};

/**
 * What the first of `texts` says that the key takes; null if none does. Whoever writes a configuration's znode
 * directly is not asked whether its values are any, and a broker must not fail over them
 * (DynamicBrokerConfig.removeInvalidConfigs).
 */
export function firstValid<T>(
  { parse }: KeyDefinition<T>,
  texts: Iterable<string | null>,
): T | null {
  for (const text of texts) {
    if (text === null) return null;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return null;
}

/** A value as Kafka writes it in a configuration file. */
export function formatValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value === NO_LIMIT) return String(LONG_MAX);
  return Array.isArray(value) ? value.join(',') : String(value);
}

function whole(
  type: 'int' | 'long',
  most: bigint,
  fallback: number | null,
  documentation: string,
  check?: Check<number>,
): KeyDefinition<number> {
  const parse = (text: string) => {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new ConfigError(`'${text}' is not a whole number`);
    const given = BigInt(text.trim().replace('+', ''));
    if (given > most || given < -most - 1n) {
      throw new ConfigError(`${text} does not fit ${type === 'int' ? 'an' : 'a'} ${type}`);
    }
    return checked(Math.min(Number(given), NO_LIMIT), check);
  };
  return { type, default: fallback, documentation, parse, dynamic: false };
}

function checked<T>(value: T, check: Check<T> | undefined): T {
  const complaint = check?.(value);
  if (complaint !== undefined) throw new ConfigError(`'${value}' ${complaint}`);
  return value;
}
