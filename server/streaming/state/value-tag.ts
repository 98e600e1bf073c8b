/** The first byte of a value in a checkpoint: what it is, and so how it goes on. */
export const ValueTag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  int: 4,
  double: 5,
  /** Of characters below 128 only. */
  ascii: 6,
  utf16: 7,
  bigint: 8,
  /** Of primitives only. */
  array: 9,
  /** Plain, of primitives only. */
  object: 10,
  serialized: 11,
} as const;
