import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../server/protocol/codec.ts';
import { DecodeError } from '../../../server/protocol/decode-error.ts';
import { walkDecode } from '../../../server/protocol/walk-decode.ts';
import { walkEncode } from '../../../server/protocol/walk-encode.ts';
import { fc } from '../../harness/fast-check.ts';
import { decodedMessage, encodableMessage } from './arbitrary-message.ts';
import { messages, versionsOf } from './messages.ts';

const each = messages.map((message) => [message.name, message] as const);

describe('a compiled codec', () => {
  test.each(each)('decodes what it encoded: %s', (_, message) => {
    for (const version of versionsOf(message)) {
      fc.assert(
        fc.property(decodedMessage(message, version), (value) => {
          expect(decode(message, version, encode(message, version, value))).toEqual(value);
        }),
        { numRuns: 15 },
      );
    }
  });

  test.each(each)('writes and reads what the walker does: %s', (_, message) => {
    for (const version of versionsOf(message)) {
      fc.assert(
        fc.property(encodableMessage(message, version), (value) => {
          const bytes = encode(message, version, value);
          expect(bytes).toEqual(walkEncode(message, version, value));
          expect(decode(message, version, bytes)).toEqual(walkDecode(message, version, bytes));
        }),
        { numRuns: 15 },
      );
    }
  });

  test.each(each)('rejects what was cut off anywhere: %s', (_, message) => {
    for (const version of versionsOf(message)) {
      fc.assert(
        fc.property(decodedMessage(message, version), (value) => {
          const bytes = encode(message, version, value);
          for (let size = 0; size < bytes.length; size++) {
            expect(() => decode(message, version, bytes.subarray(0, size))).toThrow(DecodeError);
          }
        }),
        { numRuns: 2 },
      );
    }
  });

  test.each(each)('rejects what is followed by anything: %s', (_, message) => {
    for (const version of versionsOf(message)) {
      const [value] = fc.sample(decodedMessage(message, version), { numRuns: 1, seed: version });
      const bytes = encode(message, version, value);
      const longer = Uint8Array.from([...bytes, 0]);
      expect(() => decode(message, version, longer)).toThrow(
        `${message.name} v${version}: at byte ${bytes.length}: the message ends here, but 1 bytes follow`,
      );
    }
  });
});
