import { compressionsAlgorithms } from '@platformatic/kafka';
import { describe, expect, test } from 'vitest';
import { compressLz4, decompressLz4 } from '../../../server/node/lz4-frame.ts';
import { xxhash32 } from '../../../server/node/xxhash32.ts';
import { seededRandom } from '../../harness/seeded-random.ts';
import { refusalOf } from '../protocol/records/samples.ts';

const limit = 10_000_000;
const line = 'the mill grinds the grain, the grain fills the mill\n';
const text = new Uint8Array(Buffer.from(line.repeat(1400)));
const ff = (count: number) => 'ff'.repeat(count);

/** `line` 1,400 times, by the lz4 command 1.9.4 with these options. */
const byCommand = {
  '-1 -B4 -BD -BX --content-size':
    '04224d185c40601c0100000000001d34010000f001746865206d696c6c206772696e64732010006667726169' +
    `6e2c0b00522066696c6c1b005f6d696c6c0a3400${ff(256)}b450696e647320eed17452260000000ff0` +
    `${ff(29)}64506d696c6c0a3ed0073f000000004f84069d`,
  '-1 -B4 -BI --no-frame-crc':
    '04224d1860408239010000f001746865206d696c6c206772696e647320100066677261696e2c0b0052206669' +
    `6c6c1b00002b00100a24000009000f3400${ff(256)}ac50696e64732051000000b574686520677261696e2c` +
    `200b00612066696c6c731000506d696c6c0a190000090062206772696e6419000f3400${ff(28)}2c506d69` +
    '6c6c0a00000000',
  '-9 -B7':
    '04224d186450084f010000f001746865206d696c6c206772696e647320100066677261696e2c0b0074206669' +
    `6c6c73202b001f0a3400${ff(285)}31506d696c6c0a000000004f84069d`,
};

interface Frame {
  flags?: number;
  blockSizes?: number;
  /** Behind the first two bytes of the descriptor. */
  more?: number[];
  body: number[];
}

/** A frame with a right header checksum. */
function frame({ flags = 0x60, blockSizes = 0x40, more = [], body }: Frame): Uint8Array {
  const descriptor = Uint8Array.from([flags, blockSizes, ...more]);
  const checksum = (xxhash32(descriptor) >>> 8) & 0xff;
  return Uint8Array.from([0x04, 0x22, 0x4d, 0x18, ...descriptor, checksum, ...body]);
}

const block = (...bytes: number[]) => [bytes.length, 0, 0, 0, ...bytes];
const plain = (...bytes: number[]) => [bytes.length, 0, 0, 0x80, ...bytes];
const end = [0, 0, 0, 0];
const a = 0x61;

const read = (bytes: Uint8Array) => Buffer.from(decompressLz4(bytes, limit)).toString();
const refused = (bytes: Uint8Array) => refusalOf(() => decompressLz4(bytes, limit))?.message;

test('xxHash32: known values', () => {
  const ascii = (value: string) => new TextEncoder().encode(value);
  expect(xxhash32(new Uint8Array(0))).toBe(0x02cc5d05);
  expect(xxhash32(ascii('a'))).toBe(0x550d7456);
  expect(xxhash32(ascii('abc'))).toBe(0x32d153ff);
  expect(xxhash32(ascii('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f);
});

describe('frames of other writers', () => {
  test.each(Object.entries(byCommand))('lz4 %s', (_, hex) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    expect(decompressLz4(bytes, limit)).toEqual(text);
    expect(decompressLz4(bytes, text.length)).toEqual(text);
    expect(refusalOf(() => decompressLz4(bytes, text.length - 1))?.code).toBe(10);
    const twice = Uint8Array.from([...bytes, ...bytes]);
    expect(decompressLz4(twice, limit)).toHaveLength(2 * text.length);
  });

  test.each(Object.entries(byCommand))('no flipped bit goes unnoticed: lz4 %s', (options, hex) => {
    const whole = Uint8Array.from(Buffer.from(hex, 'hex'));
    const hasChecksum = !options.includes('--no-frame-crc');
    for (let bit = 0; bit < (hasChecksum ? whole.length : 7) * 8; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      // Another match may repeat the same bytes.
      if (refused(flipped) === undefined) expect(decompressLz4(flipped, limit)).toEqual(text);
    }
  });

  test('@platformatic/kafka reads ours, and we read its', () => {
    const { compressSync, decompressSync } = compressionsAlgorithms.lz4;
    const random = seededRandom(2);
    for (const bytes of [text, text.subarray(0, 5), random.bytes(100_000)]) {
      expect(decompressSync(Buffer.from(compressLz4(bytes))).equals(bytes)).toBe(true);
      expect(decompressLz4(compressSync(Buffer.from(bytes)), limit)).toEqual(bytes);
    }
  });
});

describe('the format', () => {
  test('blocks: compressed, plain, dependent, none', () => {
    expect(read(frame({ body: end }))).toBe('');
    expect(read(frame({ body: [...plain(), ...plain(a, a), ...end] }))).toBe('aa');
    expect(read(frame({ body: [...block(0x10, a), ...end] }))).toBe('a');
    // One literal, a match of 4 + 1, no more literals.
    const match = block(0x11, a, 1, 0, 0x00);
    expect(read(frame({ body: [...match, ...end] }))).toBe('a'.repeat(6));
    const reaching = [...plain(a, a), ...block(0x00, 2, 0, 0x00), ...end];
    expect(read(frame({ flags: 0x40, body: reaching }))).toBe('a'.repeat(6));
    expect(refused(frame({ flags: 0x60, body: reaching }))).toMatch(/begins 2 bytes back/);
  });

  test('a frame does not reach into the one before', () => {
    const one = frame({ flags: 0x40, body: [...plain(a, a), ...end] });
    const other = frame({ flags: 0x40, body: [...block(0x00, 2, 0, 0x00), ...end] });
    expect(refused(Uint8Array.from([...one, ...other]))).toMatch(/begins 2 bytes back/);
  });

  test('skippable frames are passed over', () => {
    const skippable = [0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9];
    const one = frame({ body: [...plain(a), ...end] });
    expect(read(Uint8Array.from([...skippable, ...one, ...skippable, ...one]))).toBe('aa');
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /cut off/],
    ['another magic number', Uint8Array.from([1, 2, 3, 4]), /magic number 0x4030201/],
    ['another version', frame({ flags: 0xa0, body: end }), /unknown version/],
    ['reserved flags', frame({ flags: 0x62, body: end }), /unknown options/],
    ['a reserved block size', frame({ blockSizes: 0x30, body: end }), /unknown options/],
    ['reserved bits', frame({ blockSizes: 0x41, body: end }), /unknown options/],
    ['a dictionary', frame({ flags: 0x61, more: end, body: end }), /dictionary/],
    ['rubbish behind', frame({ body: [...end, 7] }), /cut off/],
    ['no end', frame({ body: plain(a) }), /cut off/],
    [
      'a wrong content size',
      frame({ flags: 0x68, more: [2, 0, 0, 0, 0, 0, 0, 0], body: [...plain(a), ...end] }),
      /1 bytes instead of 2/,
    ],
    [
      'a wrong block checksum',
      frame({ flags: 0x70, body: [...plain(a), 1, 2, 3, 4, ...end] }),
      /checksum of a block/,
    ],
    [
      'a wrong content checksum',
      frame({ flags: 0x64, body: [...plain(a), ...end, 1, 2, 3, 4] }),
      /checksum of the content/,
    ],
    [
      'a plain block beyond the block size',
      frame({ body: [1, 0, 1, 0x80, ...Array(65_537).fill(a), ...end] }),
      /a block of 65537/,
    ],
    ['rubbish like a frame', frame({ body: [...end, 1, 2, 3, 4] }), /magic number/],
    ['a match at the start', frame({ body: block(0x00, 1, 0, 0) }), /begins 1 bytes back/],
    ['a distance of 0', frame({ body: block(0x10, a, 0, 0, 0) }), /begins 0 bytes back/],
    ['half a distance', frame({ body: block(0x10, a, 1) }), /within a distance/],
    ['a match at the end', frame({ body: block(0x10, a, 1, 0) }), /without literals/],
    ['literals that are not there', frame({ body: block(0x30, a) }), /within literals/],
    ['half a length', frame({ body: block(0xf0, 255) }), /within a length/],
    [
      'an endless length',
      frame({ body: block(0xf0, ...Array(254).fill(255)) }),
      /more than|within/,
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(refused(bytes)).toMatch(message);
  });

  test('a block that grows beyond its size is refused', () => {
    // 70,000 bytes and more in one block of at most 65,536.
    const lengths = [...Array(250).fill(255), ...Array(30).fill(255), 0];
    const body = [281 + 5, 1, 0, 0, 0x1f, a, 1, 0, ...lengths, 0x00];
    body[0] = (lengths.length + 5) & 0xff;
    body[1] = (lengths.length + 5) >> 8;
    expect(refused(frame({ body: [...body, ...end] }))).toMatch(/holds more than 65536/);
  });
});
