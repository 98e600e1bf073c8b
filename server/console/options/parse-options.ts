import { nearest } from '../../node/suggestion.ts';
import { UsageError } from '../command.ts';
import type { Option, Options, OptionValues } from './option.ts';

/** Options by name, and whatever else stood on the line. */
export interface ParsedOptions<O extends Options> {
  readonly values: OptionValues<O>;
  readonly rest: readonly string[];
}

/** What an argument is; `at` is its index. */
export type ReadArgument =
  | ReadOption
  | { readonly kind: 'rest'; readonly at: number }
  | WrongArgument;

export interface ReadOption {
  readonly kind: 'option';
  readonly at: number;
  /** As it is declared. */
  readonly name: string;
  /** Where its value stands: in the same argument behind `=`, in the next, or nowhere. */
  readonly valueAt: number | undefined;
  /** True of a switch; the parts of a value, of which there is one unless a separator stands between several. */
  readonly value: true | readonly (string | number)[];
}

/** An argument that is refused. */
export interface WrongArgument {
  readonly kind: 'wrong';
  readonly at: number;
  /** In JOpt Simple's words. */
  readonly message: string;
  /** The option that it is about, if that is known. */
  readonly name?: string;
  /** Where its value stands, if that is what is wrong. */
  readonly valueAt?: number;
  /** The whole name of the option that was probably meant. */
  readonly suggestion?: string;
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
  const values: Record<string, unknown> = {};
  const rest: string[] = [];
  for (const read of readArguments(args, options)) {
    if (read.kind === 'wrong') throw new UsageError(read.message);
    if (read.kind === 'rest') rest.push(args[read.at]!);
    else if (read.value === true) values[read.name] = true;
    else if (isMany(options[read.name]!)) {
      const before = (values[read.name] as unknown[] | undefined) ?? [];
      values[read.name] = [...before, ...read.value];
    } else values[read.name] = read.value[0];
  }
  return { values: values as OptionValues<O>, rest };
}

/** The same, argument by argument, and on behind one that is refused: for lines that are still being typed. */
export function* readArguments(
  args: readonly string[],
  options: Options,
): Generator<ReadArgument, void> {
  const names = new OptionNames(options);
  const given = new Set<string>();
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    if (arg === '--') {
      for (let left = at + 1; left < args.length; left += 1) yield { kind: 'rest', at: left };
      return;
    }
    if (!arg.startsWith('-') || arg === '-') {
      yield { kind: 'rest', at };
      continue;
    }
    const { typed, inline } = split(arg);
    const found = names.find(typed);
    if (typeof found !== 'string') {
      yield { kind: 'wrong', at, ...found };
      continue;
    }
    const option = options[found]!;
    const read = readOption(args, at, found, option, inline, names);
    const isAgain = given.has(found) && read.kind === 'option' && read.value !== true;
    if (isAgain && !isMany(option)) {
      const message = `Found multiple arguments for option ${described(found, option)}, but you asked for only one`;
      yield { kind: 'wrong', at, name: found, message };
    } else yield read;
    given.add(found);
    at = read.valueAt ?? at;
    if (!option.several || read.kind === 'wrong') continue;
    while (args[at + 1] !== undefined && !args[at + 1]!.startsWith('-')) {
      at += 1;
      yield { kind: 'option', at, name: found, valueAt: at, value: [args[at]!] };
    }
  }
}

function readOption(
  args: readonly string[],
  at: number,
  name: string,
  option: Option,
  inline: string | undefined,
  names: OptionNames,
): ReadOption | WrongArgument {
  if (option.value === undefined) {
    return { kind: 'option', at, name, valueAt: undefined, value: true };
  }
  let text = inline;
  let valueAt: number | undefined = inline === undefined ? undefined : at;
  if (text === undefined || text === '') {
    const next = args[at + 1];
    const isValue = next !== undefined && !names.isWhole(next);
    if (option.optional ? isValue && !next.startsWith('-') : isValue) {
      text = next;
      valueAt = at + 1;
    } else if (!option.optional) {
      const message = `Option ${described(name, option)} requires an argument`;
      return { kind: 'wrong', at, name, message };
    }
  }
  const parts =
    option.separator === undefined ? [text ?? ''] : (text ?? '').split(option.separator);
  const value: (string | number)[] = [];
  for (const part of parts) {
    const converted = convert(option, part);
    if (converted === undefined) {
      const message = `Cannot parse argument '${part}' of option ${described(name, option)}`;
      return { kind: 'wrong', at, name, message, ...(valueAt !== undefined && { valueAt }) };
    }
    value.push(converted);
  }
  return { kind: 'option', at, name, valueAt, value };
}

/** Whether its values come as a list. */
function isMany({ multiple, separator }: Option): boolean {
  return multiple === true || separator !== undefined;
}

/** `--name=value` in its two parts; the second may be missing. */
function split(arg: string): { typed: string; inline: string | undefined } {
  const bare = arg.replace(/^--?/, '');
  const at = bare.indexOf('=');
  return at < 0
    ? { typed: bare, inline: undefined }
    : { typed: bare.slice(0, at), inline: bare.slice(at + 1) };
}

/** Undefined if it is no number where one is wanted. */
function convert(option: Option, text: string): string | number | undefined {
  if (option.type === undefined || (option.optional && text === '')) return text;
  const pattern = option.type === 'integer' ? /^[+-]?\d+$/ : /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
  return pattern.test(text) ? Number(text) : undefined;
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

  /** The option whose name it is, or the beginning of whose only; or why there is none. */
  find(typed: string): string | Pick<WrongArgument, 'message' | 'suggestion'> {
    const whole = this.#declared.get(typed);
    if (whole !== undefined) return whole;
    const begun = [...this.#declared].filter(([name]) => typed !== '' && name.startsWith(typed));
    const found = new Set(begun.map(([, declared]) => declared));
    if (found.size === 1) return [...found][0]!;
    const message = `${typed} is not a recognized option`;
    if (found.size > 1) {
      const names = [...found].map((name) => `--${name}`);
      return { message: `${message}; it may mean ${names.join(' or ')}` };
    }
    const suggestion = nearest(typed, this.#declared.keys());
    if (suggestion === undefined) return { message };
    return { message: `${message}; did you mean --${suggestion}?`, suggestion };
  }

  /** Whether an argument is an option by its whole name. */
  isWhole(arg: string): boolean {
    const [, name] = /^--([^=]+)/.exec(arg) ?? [];
    return name !== undefined && this.#declared.has(name);
  }
}
