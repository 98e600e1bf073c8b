// What Spark throws where a call makes no sense, under the names and with the words that it has there.

/** An argument that is out of range. */
export class IllegalArgumentException extends Error {
  override readonly name = 'IllegalArgumentException';
}

/** Something that cannot be done with what is there, such as the largest of no elements. */
export class UnsupportedOperationException extends Error {
  override readonly name = 'UnsupportedOperationException';
}

/** Scala's `require`. @throws IllegalArgumentException */
export function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new IllegalArgumentException(`requirement failed: ${message}`);
}
