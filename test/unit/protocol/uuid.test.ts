import { expect, test } from 'vitest';
import { uuidFromBytes, uuidToBytes, ZERO_UUID } from '../../../server/protocol/uuid.ts';
import { fc } from '../../harness/fast-check.ts';

test('a UUID is the base64url of its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const uuid = uuidFromBytes(bytes);
      expect(uuid).toBe(Buffer.from(bytes).toString('base64url'));
      const back = new Uint8Array(16);
      expect(uuidToBytes(uuid, back)).toBe(true);
      expect(back).toEqual(bytes);
    }),
  );
});

test('the zero UUID is the one that means none', () => {
  expect(uuidFromBytes(new Uint8Array(16))).toBe(ZERO_UUID);
});

test.each([
  ['', 'too short'],
  ['A'.repeat(23), 'too long'],
  [`${'A'.repeat(21)}=`, 'padded'],
  [`+${'A'.repeat(21)}`, 'of the other base64 alphabet'],
  [`${'A'.repeat(21)}B`, 'of more than 128 bits'],
  ['5f0c6c3a-4c4e-4d3c-9d3e-0d6b7c1f2a3b', 'in hexadecimal'],
])('%j is refused, being %s', (uuid) => {
  expect(uuidToBytes(uuid, new Uint8Array(16))).toBe(false);
});
