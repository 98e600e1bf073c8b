import { describe, expect, test } from 'vitest';
import { decode } from '../../../server/protocol/codec.ts';
import { DecodeError } from '../../../server/protocol/decode-error.ts';
import {
  array,
  bool,
  bytes,
  int32,
  message,
  string,
  struct,
} from '../../../server/protocol/schema.ts';
import { fromHex } from './hex.ts';

const sample = message('Sample', -1, '0-1', '1+', {
  flag: bool('0+'),
  name: string('0+'),
  items: array('0+', { key: string('0+'), value: bytes('0+', { nullable: '1+' }) }),
  extra: struct('1+', { count: int32('0+') }, { tag: 1 }),
});

function refusal(version: number, digits: string): Partial<DecodeError> {
  try {
    return { message: `decoded ${JSON.stringify(decode(sample, version, fromHex(digits)))}` };
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

describe('bytes that are not the message', () => {
  test.each([
    [0, '02 0000 00000000', 'flag', 0, 'is a boolean of 2; only 0 and 1 are allowed'],
    [0, '00 ffff 00000000', 'name', 1, 'is null, which this version does not allow'],
    [1, '00 00 01 00', 'name', 1, 'is null, which this version does not allow'],
    [0, '00 0005 6161', 'name', 3, 'needs 5 bytes, but 2 are left'],
    [0, '00 0000 7fffffff', 'items', 3, 'claims 2147483647 elements, but 0 bytes hold 0 at most'],
    [
      0,
      '00 0000 00000001 0001 6b ffffffff',
      'items[0].value',
      10,
      'is null, which this version does not allow',
    ],
    [1, '00 01 ffffffff7f 00', 'items', 2, 'is a varint of more than 32 bits'],
    [1, '00 01 8080808080 00', 'items', 2, 'is a varint of more than 32 bits'],
    [
      1,
      `00 81 80 02 ${'61'.repeat(32768)} 01 00`,
      'name',
      1,
      'is a string of 32768 bytes; at most 32767 are allowed',
    ],
    [1, '00 01 01 02 03 00 03 00', '', 6, 'tag 3 comes after tag 3'],
    [1, '00 01 01 02 03 00 02 00', '', 6, 'tag 2 comes after tag 3'],
    [1, '00 01 01 01 01 06 00000001 00 00', 'extra', 11, 'its tag says that it ends at byte 12'],
    [1, '00 01 01 01 01 04 00000001 00', 'extra', 11, 'its tag says that it ends at byte 10'],
    [1, '00 01 01 01 05 7f', '', 6, 'needs 127 bytes, but 0 are left'],
    [0, '00 0000 00000000 0000', '', 7, 'the message ends here, but 2 bytes follow'],
    [2, '', '', 0, 'there is no such version'],
  ])('v%i %s', (version, digits, field, offset, reason) => {
    const error = refusal(version, digits);
    const place = field === '' ? '' : `${field} `;
    expect(error.message).toBe(`Sample v${version}: ${place}at byte ${offset}: ${reason}`);
    expect(error).toMatchObject({ subject: `Sample v${version}`, field, offset });
  });
});

test('unknown tagged fields are passed over', () => {
  const decoded = decode(sample, 1, fromHex('01 01 01 03 00 01 ff 01 05 00000007 00 05 00'));
  expect(decoded).toEqual({ flag: true, name: '', items: [], extra: { count: 7 } });
});

test('text that is not UTF-8 gets replacement characters, short or long', () => {
  const short = decode(sample, 0, fromHex('00 0003 61ff62 00000000'));
  expect(short.name).toBe('a\ufffdb');
  const long = decode(sample, 0, fromHex(`00 0014 ${'61'.repeat(19)}ff 00000000`));
  expect(long.name).toBe(`${'a'.repeat(19)}\ufffd`);
});
