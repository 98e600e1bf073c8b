import { describe, expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { isIntact, readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import { ByteWriter } from '../../../../server/protocol/records/byte-writer.ts';
import { Codec, codecName } from '../../../../server/protocol/records/compression.ts';
import { encodeEndTxnMarker } from '../../../../server/protocol/records/control-record.ts';
import {
  codecOfMessageSet,
  eachMessage,
  type LegacyMessage,
  writeMessage,
} from '../../../../server/protocol/records/legacy-message.ts';
import { downConvert, upConvert } from '../../../../server/protocol/records/message-set.ts';
import type { ProduceOptions } from '../../../../server/protocol/records/produce-options.ts';
import { decodeRecords, encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { validateProduced } from '../../../../server/protocol/records/validate.ts';
import { fc } from '../../../harness/fast-check.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';
import { mutated, readable, refusalOf, seeded, someRecords } from './samples.ts';
import { hex, pythonBatches, pythonMessageSets, vectorRecords } from './vectors.ts';

const codecs = Object.values(Codec);
const sets = Object.entries(pythonMessageSets);

/** What the vectors become in a format without headers, and in magic 0 without timestamps. */
const expected = (magic: number) =>
  vectorRecords.map(({ timestamp, key, value }) => ({
    timestamp: magic === 0 ? -1 : timestamp,
    key,
    value,
  }));

const magicOf = (name: string) => Number(name.split(' ')[1]);
const codecOf = (name: string) => Codec[name.split(' ')[2] as keyof typeof Codec];

const message: LegacyMessage = {
  magic: 1,
  offset: 0,
  timestamp: 5,
  timestampType: 'create',
  key: null,
  value: new Uint8Array(3),
};

function setOf(...messages: Partial<LegacyMessage>[]): Uint8Array {
  const writer = new ByteWriter();
  for (const each of messages) writeMessage(writer, { ...message, ...each });
  return writer.written();
}

function wrapperOf(value: Uint8Array | null, codec: number, wrapper: Partial<LegacyMessage> = {}) {
  const writer = new ByteWriter();
  writeMessage(writer, { ...message, value, ...wrapper }, codec);
  return writer.written();
}

const offsetsOf = (bytes: Uint8Array) =>
  [...eachMessage(bytes, compression)].map(({ offset }) => offset);

describe('message sets that kafka-python wrote', () => {
  test.each(sets)('%s are read', (name, set) => {
    const bytes = hex(set);
    expect(codecOfMessageSet(bytes)).toBe(codecOf(name));
    const messages = [...eachMessage(bytes, compression)];
    expect(readable(messages)).toEqual(expected(magicOf(name)));
    // In magic 1 a wrapper's offset is that of the last; kafka-python leaves it to the broker.
    const first = magicOf(name) === 1 && codecOf(name) !== Codec.none ? -2 : 0;
    expect(messages.map(({ offset }) => offset)).toEqual([first, first + 1, first + 2]);
  });

  test.each(sets)('%s become one batch', (name, set) => {
    const batch = upConvert(hex(set), compression);
    const maxTimestamp = magicOf(name) === 0 ? -1 : 1700000000005;
    expect(isIntact(batch)).toBe(true);
    expect(readBatchHeader(batch)).toMatchObject({
      codec: codecOf(name),
      recordCount: 3,
      lastOffsetDelta: 2,
      maxTimestamp,
      producerId: -1,
    });
    expect(readable(decodeRecords(batch, compression))).toEqual(expected(magicOf(name)));
  });

  test('LZ4 frames in magic 0 have the header checksum that only old clients compute', () => {
    let frame = new Uint8Array(0);
    const spying = {
      ...compression,
      decompress(codec: number, bytes: Uint8Array, maxBytes: number, magic?: number) {
        frame = bytes.slice();
        return compression.decompress(codec, bytes, maxBytes, magic);
      },
    };
    upConvert(hex(pythonMessageSets['magic 0 lz4']!), spying);
    expect(refusalOf(() => compression.decompress(Codec.lz4, frame, 1e6))?.message).toMatch(
      /wrong checksum of the header/,
    );
    const set = setOf({ magic: 0 });
    const [wrong, right] = [0, 1].map((magic) => compression.compress(Codec.lz4, set, magic));
    expect(wrong!.subarray(0, 7)).toEqual(frame.subarray(0, 7));
    expect(wrong![6]).not.toBe(right![6]);
    expect(compression.decompress(Codec.lz4, wrong!, 1e6, 0)).toEqual(set);
    expect(compression.decompress(Codec.lz4, right!, 1e6, 0)).toEqual(set);
    expect(refusalOf(() => compression.decompress(Codec.lz4, wrong!, 1e6, 1))).toBeDefined();
  });
});

describe('wrappers', () => {
  test('offsets: relative to the last in magic 1, absolute in magic 0', () => {
    for (const magic of [0, 1] as const) {
      const inner = setOf({ magic, offset: 10 }, { magic, offset: 12 }, { magic, offset: 15 });
      const value = compression.compress(Codec.gzip, inner);
      const set = wrapperOf(value, Codec.gzip, { magic, offset: 115 });
      expect(offsetsOf(set)).toEqual(magic === 0 ? [10, 12, 15] : [110, 112, 115]);
    }
  });

  test('the time of the append is that of the wrapper', () => {
    const value = compression.compress(Codec.snappy, setOf({ timestamp: 1 }, { timestamp: 2 }));
    const wrapper = { timestampType: 'append', timestamp: 77 } as const;
    const messages = [...eachMessage(wrapperOf(value, Codec.snappy, wrapper), compression)];
    expect(messages.map(({ timestamp, timestampType }) => [timestamp, timestampType])).toEqual([
      [77, 'append'],
      [77, 'append'],
    ]);
  });

  test('refuses empty, nested, mixed, several and younger ones', () => {
    const gzip = (bytes: Uint8Array) => compression.compress(Codec.gzip, bytes);
    const good = wrapperOf(gzip(setOf(message)), Codec.gzip);
    const nested = wrapperOf(gzip(good), Codec.gzip);
    const cases: [bytes: Uint8Array, code: number, message: RegExp][] = [
      [wrapperOf(null, Codec.gzip), 87, /without a value/],
      [wrapperOf(gzip(new Uint8Array(0)), Codec.gzip), 87, /holds none/],
      [nested, 87, /compressed message among others/],
      [wrapperOf(gzip(setOf({ magic: 0 })), Codec.gzip), 87, /magic 0 in a set of magic 1/],
      [Uint8Array.from([...good, ...good]), 87, /not the only one/],
      [Uint8Array.from([...setOf(message), ...good]), 87, /compressed message among others/],
      [setOf({ magic: 0 }, { magic: 1 }), 87, /magic 1 in a set of magic 0/],
      [wrapperOf(new Uint8Array(9), Codec.zstd), 76, /magic 1 cannot be compressed with zstd/],
      [wrapperOf(new Uint8Array(9), 6), 76, /Unknown compression codec 6/],
      [wrapperOf(new Uint8Array(9), Codec.gzip), 2, /Broken gzip/],
      [Uint8Array.from([...setOf(message), ...hex(pythonBatches.none!)]), 87, /magic 2/],
    ];
    for (const [bytes, code, text] of cases) {
      const error = refusalOf(() => upConvert(bytes, compression));
      expect(error?.message).toMatch(text);
      expect(error?.code).toBe(code);
    }
  });
});

describe('down-conversion', () => {
  test.each(codecs)('what old fetchers get, codec %i', (codec) => {
    const batch = hex(pythonBatches[codecName(codec)]!);
    for (const magic of [0, 1] as const) {
      const [set, ...more] = downConvert([batch], magic, compression);
      expect(more).toEqual([]);
      // No old client reads zstd.
      expect(codecOfMessageSet(set!)).toBe(codec === Codec.zstd ? Codec.gzip : codec);
      expect(readable([...eachMessage(set!, compression)])).toEqual(expected(magic));
    }
  });

  test('without compression it is what kafka-python would have written', () => {
    for (const magic of [0, 1] as const) {
      const [set] = downConvert([hex(pythonBatches.none!)], magic, compression);
      expect(Buffer.from(set!).toString('hex')).toBe(pythonMessageSets[`magic ${magic} none`]);
    }
  });

  test('offsets stay, control batches and empty ones go', () => {
    const record = { timestamp: 1, key: null, value: new Uint8Array(2) };
    const marker = { producerId: 1, producerEpoch: 0, coordinatorEpoch: 0, timestamp: 1 };
    for (const codec of codecs) {
      const sparse = encodeBatch(
        { records: [{ ...record, offsetDelta: 2 }, record], baseOffset: 2 ** 33, codec },
        compression,
      );
      const empty = encodeBatch({ records: [], lastOffsetDelta: 1 }, compression);
      const commit = encodeEndTxnMarker({ ...marker, committed: true }, compression);
      for (const magic of [0, 1] as const) {
        const bytes = Uint8Array.from([...commit, ...sparse, ...empty]);
        const result = downConvert([bytes, sparse], magic, compression);
        expect(result).toHaveLength(2);
        for (const set of result) expect(offsetsOf(set)).toEqual([2 ** 33 + 2, 2 ** 33 + 3]);
      }
    }
  });

  test('and up again: keys, values and timestamps are the same', () => {
    const arbitraryCodec = fc.constantFrom(...codecs);
    fc.assert(
      fc.property(someRecords, arbitraryCodec, fc.boolean(), (records, codec, isAppendTime) => {
        const batch = encodeBatch(
          { records, codec, baseOffset: 40, ...(isAppendTime && { appendTime: 99 }) },
          compression,
        );
        for (const magic of [0, 1] as const) {
          const [set] = downConvert([batch], magic, compression);
          const messages = [...eachMessage(set!, compression)];
          expect(messages.map(({ offset }) => offset - 40)).toEqual([...records.keys()]);
          const back = decodeRecords(upConvert(set!, compression), compression);
          expect(back).toEqual(
            records.map(({ key, value, timestamp }, offset) => ({
              offset,
              key,
              value,
              headers: [],
              timestamp: magic === 0 ? -1 : isAppendTime ? 99 : timestamp,
            })),
          );
        }
      }),
      seeded,
    );
  });
});

describe('produced', () => {
  const options: ProduceOptions = {
    produceVersion: 2,
    now: 1700000001000,
    timestampType: 'create',
    timestampBeforeMaxMs: 10_000,
    timestampAfterMaxMs: 10_000,
    maxMessageBytes: 10_000,
    compressionType: 'producer',
    compacted: false,
  };
  const validate = (bytes: Uint8Array, more: Partial<ProduceOptions> = {}) =>
    validateProduced(bytes, { ...options, ...more }, compression);

  test.each(sets)('%s', (name, set) => {
    const batch = validate(hex(set));
    expect(readBatchHeader(batch)).toMatchObject({
      magic: 2,
      codec: codecOf(name),
      recordCount: 3,
    });
    const stored = validate(hex(set), { compressionType: 'zstd', timestampType: 'append' });
    expect(readBatchHeader(stored)).toMatchObject({
      codec: Codec.zstd,
      timestampType: 'append',
      maxTimestamp: options.now,
    });
    expect(readable(decodeRecords(stored, compression)).map(({ value }) => value)).toEqual(
      expected(0).map(({ value }) => value),
    );
  });

  test('the same checks as for batches', () => {
    const code = (bytes: Uint8Array, more: Partial<ProduceOptions> = {}) =>
      refusalOf(() => validate(bytes, more))?.code;
    const python = hex(pythonMessageSets['magic 1 gzip']!);
    expect(code(python, { compacted: true })).toBe(87);
    expect(refusalOf(() => validate(python, { compacted: true }))?.recordErrors).toEqual([
      {
        batchIndex: 1,
        batchIndexErrorMessage: 'Compacted topic cannot accept message without key',
      },
    ]);
    expect(code(python, { now: 1800000000000 })).toBe(32);
    expect(code(python, { maxMessageBytes: 100 })).toBe(10);
    const producersOwn = { timestampType: 'append', timestamp: options.now } as const;
    expect(code(setOf(producersOwn))).toBe(32);
    expect(code(setOf({ timestamp: options.now }))).toBeUndefined();
    expect(code(hex(pythonMessageSets['magic 0 none']!), { now: 1800000000000 })).toBeUndefined();
  });
});

describe('hostile message sets', () => {
  test.each(sets)('%s: any bit flipped or byte missing', (_, set) => {
    const whole = hex(set);
    const firstSize = 12 + new DataView(whole.buffer).getInt32(8);
    for (let length = 0; length < firstSize; length++) {
      expect(refusalOf(() => upConvert(whole.subarray(0, length), compression))?.code).toBe(2);
    }
    for (let bit = 12 * 8; bit < firstSize * 8; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(refusalOf(() => upConvert(flipped, compression))).toBeDefined();
    }
  });

  test.each(sets)('%s: mutated inside, under right CRCs', (name, set) => {
    const random = seededRandom(3);
    const magic = magicOf(name) as 0 | 1;
    const codec = codecOf(name);
    const whole = hex(set);
    const value = codec === 0 ? whole : whole.subarray(magic === 0 ? 26 : 34);
    let refused = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = mutated(value, random);
      const hostile = codec === 0 ? bytes : wrapperOf(bytes, codec, { magic });
      const options = { maxBytes: 10_000 };
      if (refusalOf(() => upConvert(hostile, compression, options)) !== undefined) refused++;
    }
    expect(refused).toBeGreaterThan(15_000);
  });
});
