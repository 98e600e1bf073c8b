import { type Field, JsonShape } from './json-shape.ts';

/** What is known of the values of a topic's records. */
export interface SampledValues {
  /** A TypeScript type; undefined where they are no JSON. */
  readonly type: string | undefined;
  readonly fields: readonly Field[];
}

/** Longer values are left out: to look at them would take the time of all others together. */
const LONGEST_VALUE = 64 * 1024;
/** Of the values that are there, this share has to be JSON. */
const LEAST_SHARE = 0.5;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What values have in common that are JSON, if most are. Records without a value say nothing. */
export function describeValues(values: Iterable<Uint8Array | null>): SampledValues {
  const shape = new JsonShape();
  let seen = 0;
  let understood = 0;
  for (const value of values) {
    if (value === null || value.length > LONGEST_VALUE) continue;
    seen += 1;
    const parsed = parse(value);
    if (parsed === undefined) continue;
    understood += 1;
    shape.add(parsed.json);
  }
  const isJson = understood > 0 && understood >= seen * LEAST_SHARE;
  return isJson ? { type: shape.type, fields: shape.fields } : { type: undefined, fields: [] };
}

function parse(value: Uint8Array): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(utf8.decode(value)) };
  } catch {
    return undefined;
  }
}
