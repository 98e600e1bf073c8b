import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';
import { didYouMean } from './suggestion.ts';

/** One flag of a command, and the line of `--help` about it. */
export interface Flag {
  /** What stands for the value in `--help`; a flag without one is a switch. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: true;
  readonly help: string;
}

/** What was given, by name; a flag that was not is absent. */
export type FlagValues<F extends Readonly<Record<string, Flag>>> = {
  readonly [N in keyof F]?: F[N] extends { value: string }
    ? F[N] extends { multiple: true }
      ? readonly string[]
      : string
    : true;
};

/**
 * Reads `--name value`, `--name=value` and `--switch`; nothing else may stand on the line.
 * @throws UsageError in one line that names the argument.
 */
export function parseFlags<F extends Readonly<Record<string, Flag>>>(
  args: readonly string[],
  flags: F,
): FlagValues<F> {
  const options = Object.entries(flags).map(([name, flag]) => {
    const type = flag.value === undefined ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: true }] as const;
  });
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(options),
    strict: false,
    tokens: true,
  });
  const values: Record<string, true | string | string[]> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`unexpected argument '${token.value}'`);
    if (token.kind === 'option-terminator') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) {
      const suggestion = didYouMean(token.name, Object.keys(flags), '--');
      throw new UsageError(`unknown flag ${token.rawName}${suggestion}`);
    }
    const value = flagValue(token.name, flag, token.value, token.inlineValue === true);
    const given = values[token.name];
    if (flag.multiple && typeof value === 'string') {
      values[token.name] = [...(Array.isArray(given) ? given : []), value];
    } else if (given !== undefined && value !== true) {
      throw new UsageError(`--${token.name} is given twice`);
    } else {
      values[token.name] = value;
    }
  }
  return values as FlagValues<F>;
}

/** The part of `--help` that lists the flags. */
export function helpOnFlags(flags: Readonly<Record<string, Flag>>): string[] {
  const rows = Object.entries(flags).map(([name, { value, help }]) => ({
    left: `--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`);
}

/** @throws UsageError unless `text` is a whole number from `least` to `most`. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not '${text}'`);
}

function flagValue(
  name: string,
  flag: Flag,
  value: string | undefined,
  inline: boolean,
): true | string {
  if (flag.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    return true;
  }
  // What looks like a flag is one: a value of that look is written --name=value.
  if (value === undefined || (!inline && value.startsWith('--'))) {
    throw new UsageError(`--${name} needs a value: --${name} ${flag.value}`);
  }
  return value;
}
