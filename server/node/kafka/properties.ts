import { readUserText } from '../read-file.ts';
import { UserError } from '../user-error.ts';

/** Configuration by Kafka's keys, as clients take it. */
export type Properties = Readonly<Record<string, string>>;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

/** Reads a file in the format of Java's Properties. @throws UserError */
export async function readProperties(file: string): Promise<Properties> {
  return parseProperties(await readUserText(file));
}

/**
 * Reads text in the format of Java's Properties: `key=value`, `key: value` or `key value`; lines that begin with `#`
 * or `!` are comments; a backslash at a line's end goes on in the next; `\t`, `\n` and four hexadecimal digits after
 * `\u` are escapes.
 */
export function parseProperties(text: string): Properties {
  const properties: Record<string, string> = {};
  // Lines that go on lose the white space that the next begins with.
  const joined = text.replace(/(?<!\\)((?:\\\\)*)\\\r?\n[ \t\f]*/g, '$1');
  for (const line of joined.split(/\r\n|\n|\r/)) {
    const trimmed = line.replace(/^[ \t\f]+/, '');
    if (trimmed === '' || /^[#!]/.test(trimmed)) continue;
    const [, key = '', value = ''] =
      /^((?:\\.|[^\\:= \t\f])*)[ \t\f]*[:=]?[ \t\f]*(.*)$/s.exec(trimmed) ?? [];
    properties[unescaped(key)] = unescaped(value);
  }
  return properties;
}

const LARGEST_INT = 2_147_483_647;

/** A whole number of Kafka's type INT among the properties. @throws UserError in Kafka's words for what is none */
export function intProperty(
  properties: Properties,
  key: string,
  preset: number,
  least = 0,
): number {
  const value = numberProperty(properties, key, 'INT', preset, least);
  if (value <= LARGEST_INT) return value;
  throw wrongValue(properties, key, 'Not a number of type INT');
}

/**
 * The same of type LONG. Timers and buffers take no more than an INT (24 days, 2 GB), which is as good as any more.
 * @throws UserError
 */
export function longProperty(properties: Properties, key: string, preset: number): number {
  return Math.min(LARGEST_INT, numberProperty(properties, key, 'LONG', preset, 0));
}

function numberProperty(
  properties: Properties,
  key: string,
  type: string,
  preset: number,
  least: number,
): number {
  const text = properties[key]?.trim();
  if (text === undefined) return preset;
  if (!/^[+-]?\d+$/.test(text)) throw wrongValue(properties, key, `Not a number of type ${type}`);
  if (Number(text) < least) throw wrongValue(properties, key, `Value must be at least ${least}`);
  return Number(text);
}

function wrongValue(properties: Properties, key: string, why: string): UserError {
  return new UserError(`Invalid value ${properties[key]} for configuration ${key}: ${why}`);
}

function unescaped(text: string): string {
  return text.replace(/\\(u[\da-fA-F]{4}|.)/gs, (_, escaped: string) =>
    escaped.length > 1
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : (ESCAPES[escaped] ?? escaped),
  );
}
