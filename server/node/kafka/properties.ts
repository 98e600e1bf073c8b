import { parseProperties } from '../../properties/properties-text.ts';
import { readUserText } from '../read-file.ts';
import { UserError } from '../user-error.ts';

/** Configuration by Kafka's keys, as clients take it. */
export type Properties = Readonly<Record<string, string>>;

/** Reads a file in the format of Java's Properties. @throws UserError */
export async function readProperties(file: string): Promise<Properties> {
  return parseProperties(await readUserText(file));
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
