import { didYouMean } from '../../node/suggestion.ts';
import { UsageError } from '../command.ts';
import type { Option, Options, OptionValues } from './option.ts';

/** Options by name, and whatever else stood on the line. */
export interface ParsedOptions<O extends Options> {
  readonly values: OptionValues<O>;
  readonly rest: readonly string[];
}

/**
 * Reads a command line as JOpt Simple does for Kafka's tools: `--name value`, `--name=value`, `-name value`; names may
 * be shortened while they stay unique; a value may begin with a dash, as `--time -1` does; `--` ends the options.
 * A value that is itself the whole name of an option is refused, where JOpt Simple would swallow it.
 * @throws UsageError in JOpt Simple's words
 */
export function parseOptions<O extends Options>(
  args: readonly string[],
  options: O,
): ParsedOptions<O> {
  const names = new OptionNames(options);
  const values: Record<string, unknown> = {};
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    const { typed, inline } = split(arg);
    const name = names.find(typed);
    const option = options[name]!;
    if (option.value === undefined) {
      values[name] = true;
      continue;
    }
    let text = inline;
    if (text === undefined || text === '') {
      const next = args[at + 1];
      const isValue = next !== undefined && !names.isWhole(next);
      if (option.optional ? isValue && !next.startsWith('-') : isValue) {
        text = next;
        at += 1;
      } else if (!option.optional) {
        throw new UsageError(`Option ${described(name, option)} requires an argument`);
      }
    }
    take(values, name, option, text ?? '');
  }
  return { values: values as OptionValues<O>, rest };
}

/** `--name=value` in its two parts; the second may be missing. */
function split(arg: string): { typed: string; inline: string | undefined } {
  const bare = arg.replace(/^--?/, '');
  const at = bare.indexOf('=');
  return at < 0
    ? { typed: bare, inline: undefined }
    : { typed: bare.slice(0, at), inline: bare.slice(at + 1) };
}

function take(values: Record<string, unknown>, name: string, option: Option, text: string): void {
  const parts = option.separator === undefined ? [text] : text.split(option.separator);
  const converted = parts.map((part) => convert(name, option, part));
  if (option.multiple || option.separator !== undefined) {
    values[name] = [...((values[name] as unknown[] | undefined) ?? []), ...converted];
  } else if (values[name] === undefined) {
    values[name] = converted[0];
  } else {
    throw new UsageError(
      `Found multiple arguments for option ${described(name, option)}, but you asked for only one`,
    );
  }
}

function convert(name: string, option: Option, text: string): string | number {
  if (option.type === undefined || (option.optional && text === '')) return text;
  const pattern = option.type === 'integer' ? /^[+-]?\d+$/ : /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
  if (pattern.test(text)) return Number(text);
  throw new UsageError(`Cannot parse argument '${text}' of option ${described(name, option)}`);
}

function described(name: string, option: Option): string {
  return option.synonyms === undefined ? name : `${[name, ...option.synonyms].join('/')}`;
}

/** What options may be called. */
class OptionNames {
  /** Each whole name, and the name that the option is declared by. */
  readonly #declared = new Map<string, string>();

  constructor(options: Options) {
    for (const [name, { synonyms = [] }] of Object.entries(options)) {
      for (const each of [name, ...synonyms]) this.#declared.set(each, name);
    }
  }

  /** @throws UsageError unless it is one option's name, or the beginning of one's only. */
  find(typed: string): string {
    const whole = this.#declared.get(typed);
    if (whole !== undefined) return whole;
    const begun = [...this.#declared].filter(([name]) => typed !== '' && name.startsWith(typed));
    const found = new Set(begun.map(([, declared]) => declared));
    if (found.size === 1) return [...found][0]!;
    const hint =
      found.size > 1
        ? `; it may mean ${[...found].map((name) => `--${name}`).join(' or ')}`
        : didYouMean(typed, this.#declared.keys(), '--');
    throw new UsageError(`${typed} is not a recognized option${hint}`);
  }

  /** Whether an argument is an option by its whole name. */
  isWhole(arg: string): boolean {
    const [, name] = /^--([^=]+)/.exec(arg) ?? [];
    return name !== undefined && this.#declared.has(name);
  }
}
