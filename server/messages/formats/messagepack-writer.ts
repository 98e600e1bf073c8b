// JSON as MessagePack. Source: the MessagePack specification.

import { UserError } from '../../node/user-error.ts';
import { parseTyped } from './json.ts';
import { MAX_DEPTH } from './limits.ts';

/** Each value in the fewest bytes. @throws UserError for what is not JSON, or has no place in MessagePack */
export function encodeMessagePack(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  write(parseTyped(text), parts, 0);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Uint8Array[], depth: number): void {
  if (depth > MAX_DEPTH) throw new UserError(`This is nested more than ${MAX_DEPTH} deep.`);
  if (value === null) parts.push(Uint8Array.of(0xc0));
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'string') writeText(value, parts);
  else if (typeof value === 'bigint') writeInteger(value, parts);
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) writeInteger(BigInt(value), parts);
    else {
      const bytes = Buffer.alloc(9);
      bytes[0] = 0xcb;
      bytes.writeDoubleBE(value, 1);
      parts.push(bytes);
    }
  } else if (Array.isArray(value)) {
    parts.push(counted(value.length, [[15, 0x90], undefined, [0xffff, 0xdc], [0xffff_ffff, 0xdd]]));
    for (const each of value) write(each, parts, depth + 1);
  } else {
    const members = Object.entries(value as object);
    parts.push(
      counted(members.length, [[15, 0x80], undefined, [0xffff, 0xde], [0xffff_ffff, 0xdf]]),
    );
    for (const [name, member] of members) {
      writeText(name, parts);
      write(member, parts, depth + 1);
    }
  }
}

function writeText(text: string, parts: Uint8Array[]): void {
  const bytes = Buffer.from(text, 'utf8');
  parts.push(
    counted(bytes.length, [
      [31, 0xa0],
      [0xff, 0xd9],
      [0xffff, 0xda],
      [0xffff_ffff, 0xdb],
    ]),
  );
  parts.push(bytes);
}

/** Up to which count, and the first byte, of the form without a size of its own and those of one, two and four bytes. */
type Forms = readonly (readonly [upTo: number, code: number] | undefined)[];

function counted(count: number, forms: Forms): Uint8Array {
  const form = forms.findIndex((each) => each !== undefined && count <= each[0]);
  const code = forms[form]![1];
  if (form === 0) return Uint8Array.of(code | count);
  const size = 1 << (form - 1);
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = code;
  bytes.writeUIntBE(count, 1, size);
  return bytes;
}

function writeInteger(value: bigint, parts: Uint8Array[]): void {
  if (value >= -32n && value < 128n) {
    parts.push(Uint8Array.of(Number(BigInt.asUintN(8, value))));
    return;
  }
  if (value >= 1n << 64n || value < -(1n << 63n)) {
    throw new UserError(`${value} is too large for MessagePack, whose integers have 64 bits.`);
  }
  const sign = value < 0n ? 1n : 0n;
  const bits = [8, 16, 32, 64].find((each) =>
    sign === 0n ? value < 1n << BigInt(each) : value >= -(1n << BigInt(each - 1)),
  )!;
  const bytes = Buffer.alloc(9);
  bytes[0] = (sign === 0n ? 0xcc : 0xd0) + Math.log2(bits / 8);
  bytes.writeBigUInt64BE(BigInt.asUintN(bits, value) << BigInt(64 - bits), 1);
  parts.push(bytes.subarray(0, 1 + bits / 8));
}
