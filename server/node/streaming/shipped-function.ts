import { Script } from 'node:vm';

/** A function that can be sent to another thread: its text, and the values that it needs beside its arguments. */
export interface Shipped<F> {
  /** Unique in the process. */
  readonly id: number;
  /** An expression that gives, of what is captured, the function. */
  readonly source: string;
  readonly captured: unknown;
  /** For types alone. */
  readonly signature?: F;
}

let nextId = 0;

/**
 * A function for worker threads. It is sent as its source text: of what is around it, it sees nothing but what is
 * captured, which is copied when it is shipped and must be what the structured clone algorithm takes.
 *
 *     shipped((line: string) => line.split(' '))
 *     shipped({ stopWords }, ({ stopWords }) => (word: string) => !stopWords.has(word))
 *
 * @throws TypeError for a function whose text is no expression, such as a method or a bound one, and for captured
 * values that cannot be copied.
 */
export function shipped<F extends (...values: never[]) => unknown>(f: F): Shipped<F>;
export function shipped<C, F extends (...values: never[]) => unknown>(
  captured: C,
  make: (captured: C) => F,
): Shipped<F>;
export function shipped<F>(first: unknown, make?: (captured: never) => unknown): Shipped<F> {
  if (make === undefined) {
    const source = textOf(first as (captured: never) => unknown);
    return { id: nextId++, source: `() => (${source})`, captured: undefined };
  }
  return { id: nextId++, source: textOf(make), captured: copyOf(first) };
}

function textOf(f: (captured: never) => unknown): string {
  const text = String(f);
  try {
    new Script(`(${text})`);
  } catch (cause) {
    throw new TypeError(
      `A function can be sent to another thread if its text stands alone, as that of an arrow function does: ${text}`,
      { cause },
    );
  }
  return text;
}

function copyOf(captured: unknown): unknown {
  try {
    return structuredClone(captured);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`What a shipped function captures must be plain values: ${reason}`, {
      cause,
    });
  }
}
