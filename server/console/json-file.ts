import { readUserText } from '../node/read-file.ts';
import { UserError } from '../node/user-error.ts';
import { ToolError } from './command.ts';

/** A JSON object of a file. @throws ToolError */
export async function readJsonFile(file: string): Promise<JsonObject> {
  const text = await readUserText(file);
  try {
    return asObject(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new ToolError(
      `The input string is not a valid JSON (${file}: ${(error as Error).message})`,
    );
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws ToolError unless it has version 1, which is what there is without one */
export function checkVersion({ version = 1 }: JsonObject): void {
  if (version !== 1) throw new ToolError(`Not supported version field value ${version}`);
}

/** The objects of a list. @throws ToolError */
export function objectsIn(value: unknown, field: string): JsonObject[] {
  if (!Array.isArray(value)) throw new ToolError(`${field} must be a list`);
  return value.map((each) => asObject(each, `each of ${field}`));
}

/** @throws ToolError */
export function stringIn(object: JsonObject, field: string): string {
  const value = object[field];
  if (typeof value === 'string') return value;
  throw wrongField(field, 'a string', object);
}

/** @throws ToolError */
export function integerIn(object: JsonObject, field: string): number {
  const value = object[field];
  if (Number.isSafeInteger(value)) return value as number;
  throw wrongField(field, 'a whole number', object);
}

/** @throws ToolError */
export function integersIn(object: JsonObject, field: string): number[] {
  const value = object[field];
  if (Array.isArray(value) && value.every(Number.isSafeInteger)) return value as number[];
  throw wrongField(field, 'a list of whole numbers', object);
}

function wrongField(field: string, kind: string, object: JsonObject): ToolError {
  return new ToolError(`"${field}" must be ${kind} in ${JSON.stringify(object)}`);
}

function asObject(value: unknown, what: string): JsonObject {
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    return value as JsonObject;
  throw new ToolError(`${what} must be a JSON object`);
}
