import { describe, expect, test } from 'vitest';
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from '../../../server/protocol/consumer-protocol.ts';
import { DecodeError } from '../../../server/protocol/decode-error.ts';
import { fromHex, toHex } from './hex.ts';

describe('a subscription', () => {
  test('stands behind its version', () => {
    const bytes = encodeSubscription(0, { topics: ['ab'], userData: new Uint8Array() });
    expect(toHex(bytes)).toBe('0000000000010002616200000000');
    expect(decodeSubscription(bytes)).toEqual({
      version: 0,
      topics: ['ab'],
      userData: new Uint8Array(),
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
    });
  });

  test('of a newer version is read as the newest known, the rest left alone', () => {
    const owned = [{ topic: 't', partitions: [1, 2] }];
    const bytes = encodeSubscription(3, {
      topics: ['t'],
      ownedPartitions: owned,
      generationId: 5,
      rackId: 'r',
    });
    const newer = Uint8Array.from([0, 9, ...bytes.subarray(2), 1, 2, 3]);
    expect(decodeSubscription(newer)).toMatchObject({
      version: 3,
      ownedPartitions: owned,
      generationId: 5,
      rackId: 'r',
    });
  });

  test.each(['', '00', 'ffff 00000000 ffffffff', '0000 00000002 0001 61'])(
    'that is none is refused: %j',
    (digits) => {
      expect(() => decodeSubscription(fromHex(digits))).toThrow(DecodeError);
    },
  );
});

test('an assignment stands behind its version', () => {
  const assigned = [{ topic: 't', partitions: [0, 7] }];
  const bytes = encodeAssignment(1, { assignedPartitions: assigned });
  expect(toHex(bytes)).toBe('000100000001000174000000020000000000000007ffffffff');
  expect(decodeAssignment(bytes)).toEqual({
    version: 1,
    assignedPartitions: assigned,
    userData: null,
  });
});
