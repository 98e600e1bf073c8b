// What decoders allow of bytes that anyone may have written.

/** How deeply values may be nested: what goes through them calls itself for each level. */
export const MAX_DEPTH = 200;

/** The bytes are not what they were said to be. The message continues “This is not Avro: ”, without a full stop. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** @throws MalformedError where it is too deep */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedError(`it is nested more than ${MAX_DEPTH} deep`);
}

/**
 * How many values may come of bytes: some take none, such as null and what has its default, and a schema can have a few bytes
 * mean very many of them.
 */
export class ValueBudget {
  #left: number;

  /** @param bytes how many there are */
  constructor(bytes: number) {
    this.#left = 100_000 + 4 * bytes;
  }

  /** @throws MalformedError where there have been too many */
  spend(values: number): void {
    this.#left -= values;
    if (this.#left < 0) throw new MalformedError('it has more values than its bytes can pay for');
  }
}

/** An object that bytes name the members of: `__proto__` is a name like any other. */
export function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}
