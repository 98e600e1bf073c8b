import type { Random } from '../../../server/ports/random.ts';

/** Bytes that sit on the edges of lengths, varints, booleans and signs. */
const TELLING = [0x00, 0x01, 0x02, 0x7f, 0x80, 0xff];

/** A changed copy: bytes altered, cut off, inserted, doubled, or a length blown up. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let result: Uint8Array = bytes;
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    result = changeOnce(result, random);
  }
  return result;
}

function changeOnce(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return join(bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at));
    case 2:
      return join(bytes.subarray(0, at), bytes.subarray(random.below(at + 1)));
    case 3:
      return overwritten(bytes, at, [0x7f, 0xff, 0xff, random.below(256)]);
    case 4:
      return overwritten(bytes, at, [TELLING[random.below(TELLING.length)]!]);
    default:
      return overwritten(bytes, at, [random.below(256)]);
  }
}

function overwritten(bytes: Uint8Array, at: number, by: number[]): Uint8Array {
  const result = bytes.slice();
  by.forEach((byte, i) => {
    if (at + i < result.length) result[at + i] = byte;
  });
  return result;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
