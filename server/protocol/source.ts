import type { ScalarName } from './schema.ts';

/** Sizes in bytes of the types that have one. */
export const FIXED_SIZES: Partial<Record<ScalarName, number>> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
};

/** Source for a default value. Arrays and objects are made anew, so that none is shared. */
export function literal(value: unknown): string {
  if (value instanceof Uint8Array) return 'EMPTY';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, part]) => `${key}: ${literal(part)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
}
