const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LETTERS = Array.from(ALPHABET);
const VALUES = new Map(LETTERS.map((letter, value) => [letter, value]));

/** The UUID that means "none" (Kafka's Uuid.ZERO_UUID). */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** Kafka's text form of the 16 bytes at `at`: base64url without padding, 22 characters. */
export function uuidFromBytes(bytes: Uint8Array, at = 0): string {
  let text = '';
  let zero = 0;
  for (let i = at; i < at + 15; i += 3) {
    const three = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    zero |= three;
    text +=
      LETTERS[three >> 18]! +
      LETTERS[(three >> 12) & 63]! +
      LETTERS[(three >> 6) & 63]! +
      LETTERS[three & 63]!;
  }
  const last = bytes[at + 15]!;
  // The one constant for the zero UUID lets callers compare it by identity, which is fast.
  return (zero | last) === 0 ? ZERO_UUID : text + LETTERS[last >> 2]! + LETTERS[(last & 3) << 4]!;
}

/** Writes the 16 bytes of a UUID to `into`; false, with `into` unspecified, where it is not one. */
export function uuidToBytes(uuid: string, into: Uint8Array, at = 0): boolean {
  if (uuid.length !== 22) return false;
  let bits = 0;
  let held = 0;
  let end = at;
  for (const letter of uuid) {
    const value = VALUES.get(letter);
    if (value === undefined) return false;
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      into[end++] = (bits >> held) & 0xff;
    }
  }
  // 22 letters carry 132 bits; the four left over are zero in every UUID that Kafka prints.
  return (bits & 15) === 0;
}
