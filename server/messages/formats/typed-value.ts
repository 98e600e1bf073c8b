// What someone typed, on its way into a schema: errors say where in it something is wrong, and what should be there.

import { UserError } from '../../node/user-error.ts';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param path where the value is: `items[0].price`, empty for all of it @param wanted what should be there: `a number` */
export function wrongValue(value: unknown, wanted: string, path: string): UserError {
  return new UserError(`${path || 'The value'} is ${shown(value)}, and not ${wanted}.`);
}

/** Has an error say where it happened. */
export function at<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof UserError && path !== '') {
      throw new UserError(`${path}: ${error.message}`);
    }
    throw error;
  }
}

function shown(value: unknown): string {
  if (isObject(value)) return 'an object';
  if (Array.isArray(value)) return 'an array';
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
