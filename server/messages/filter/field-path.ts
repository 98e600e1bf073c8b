// Paths into keys and values: `value.customer.id`, `value.items[*].price`, `key`.

import { UserError } from '../../node/user-error.ts';

/** A property's name, an element's number, or any element. */
export type Step = string | number | typeof ANY;

export const ANY = Symbol('any element');

export interface FieldPath {
  readonly part: 'key' | 'value';
  readonly steps: readonly Step[];
}

/** A name, a number, a star, or a name in quotes, which can have anything in it. */
const STEP =
  /\.([^.[\]"]+)|\[(\d+)\]|\[(\*)\]|\[("(?:\\.|[^"\\])*")\]|\['((?:[^'\\]|\\.)*)'\]|\.("(?:\\.|[^"\\])*")/y;

/** @throws UserError that says what paths look like */
export function parseFieldPath(text: string): FieldPath {
  const trimmed = text.trim();
  const [, part] = /^(key|value)(?=$|[.[])/.exec(trimmed) ?? [];
  if (part === undefined) {
    throw new UserError(
      `The field "${trimmed}" does not begin with "key" or "value": write value.customer.id, for example.`,
    );
  }
  const steps: Step[] = [];
  for (let at = part.length; at < trimmed.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(trimmed);
    if (found === null) {
      throw new UserError(
        `The field "${trimmed}" cannot be read from "${trimmed.slice(at)}" on: write value.items[0].price or value["a name"].`,
      );
    }
    steps.push(stepOf(found));
  }
  return { part: part as 'key' | 'value', steps };
}

function stepOf([, name, index, star, quoted, single, dotted]: RegExpExecArray): Step {
  if (name !== undefined) return name;
  if (index !== undefined) return Number(index);
  if (star !== undefined) return ANY;
  if (single !== undefined) return single.replace(/\\(.)/g, '$1');
  return JSON.parse((quoted ?? dotted)!) as string;
}

/**
 * Whether something that the path leads to in `root` is as `test` wants it. What is not there is not tested.
 * @param from the step to go on with
 */
export function someAt(
  root: unknown,
  steps: readonly Step[],
  test: (value: unknown) => boolean,
  from = 0,
): boolean {
  let value = root;
  for (let i = from; i < steps.length; i++) {
    if (typeof value !== 'object' || value === null) return false;
    const step = steps[i]!;
    if (step === ANY) {
      const elements = Array.isArray(value) ? value : Object.values(value);
      return elements.some((element) => someAt(element, steps, test, i + 1));
    }
    if (!Object.hasOwn(value, step)) return false;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value !== undefined && test(value);
}
