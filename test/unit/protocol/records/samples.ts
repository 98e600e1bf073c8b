import { expect } from 'vitest';
import type { Random } from '../../../../server/ports/random.ts';
import type { DecodedRecord, NewRecord } from '../../../../server/protocol/records/record-batch.ts';
import { RecordsError } from '../../../../server/protocol/records/records-error.ts';
import { fc } from '../../../harness/fast-check.ts';
import type { VectorRecord } from './vectors.ts';

/** Makes fast-check repeat itself. */
export const seeded = { seed: 20_250_601 } as const;

export const someBytes = (maxLength = 200) =>
  fc.oneof(
    fc.uint8Array({ maxLength }),
    fc.nat({ max: maxLength * 4 }).map((length) => new Uint8Array(length).fill(length)),
  );

export const someRecord: fc.Arbitrary<NewRecord> = fc.record({
  timestamp: fc.oneof(
    fc.constant(-1),
    fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
    fc.maxSafeNat(),
  ),
  key: fc.option(someBytes(20)),
  value: fc.option(someBytes()),
  headers: fc.array(
    fc.record({ key: fc.string({ unit: 'grapheme' }), value: fc.option(someBytes(20)) }),
    { maxLength: 4 },
  ),
});

export const someRecords = fc.array(someRecord, { minLength: 1, maxLength: 20 });

const utf8 = new TextDecoder();

function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : utf8.decode(bytes);
}

/** Decoded records in the shape of the vectors. */
export function readable(
  records: readonly Omit<DecodedRecord, 'offset' | 'headers'>[],
): Omit<VectorRecord, 'headers'>[] {
  return records.map(({ timestamp, key, value }) => ({
    timestamp,
    key: text(key),
    value: text(value),
  }));
}

export function readableHeaders(records: readonly DecodedRecord[]): VectorRecord['headers'][] {
  return records.map(({ headers }) => headers.map(({ key, value }) => [key, text(value)]));
}

/** A copy with a few bits flipped, bytes replaced, a stretch cut out or repeated. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let result = bytes.slice();
  for (let changes = 1 + random.below(3); changes > 0 && result.length > 0; changes--) {
    const at = random.below(result.length);
    const length = random.below(Math.min(16, result.length - at)) + 1;
    switch (random.below(5)) {
      case 0:
      case 1:
        result[at]! ^= 1 << random.below(8);
        break;
      case 2:
        result[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)]!;
        break;
      case 3:
        result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + length)]);
        break;
      default:
        result = Uint8Array.from([...result.subarray(0, at + length), ...result.subarray(at)]);
    }
  }
  return result;
}

/** Runs what may refuse its input; anything thrown but a RecordsError fails the test. */
export function refusalOf(action: () => unknown): RecordsError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RecordsError);
    return error as RecordsError;
  }
}
