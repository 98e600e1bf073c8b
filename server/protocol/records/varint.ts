/**
 * Zigzag variable-length integers of record batches (those of Protocol Buffers'
 * sint32 and sint64): seven bits a byte, the lowest first.
 * Reading them is `RecordCursor`'s, writing `ByteWriter`'s.
 */

/** The bytes that a varint takes (1 to 5); `value` is an int32. */
export function sizeOfVarint(value: number): number {
  const zigzag = (value << 1) ^ (value >> 31);
  return ((38 - Math.clz32(zigzag | 1)) / 7) | 0;
}

/** The bytes that a varlong takes (1 to 10); `value` is an integer. */
export function sizeOfVarlong(value: number): number {
  // −1 is kept as 0 with the sign bit set, −2 as 1, and so on.
  let rest = Math.floor((value < 0 ? -value - 1 : value) / 64);
  let size = 1;
  while (rest > 0) {
    rest = Math.floor(rest / 128);
    size++;
  }
  return size;
}
