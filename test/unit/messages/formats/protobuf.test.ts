import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../../../server/contract/messages/decoding.ts';
import {
  makeDecoder,
  makeEncoder,
  preview,
  whole,
} from '../../../../server/messages/formats/formats.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, encode, files, utf8 } from './sample.ts';

const PATH = '/repo/proto/shop/order.proto';

function encoding(message?: string): Encoding {
  const schema = { kind: 'file', path: PATH } as const;
  return message === undefined
    ? { format: 'protobuf', schema }
    : { format: 'protobuf', schema, message };
}

const ORDER = `
syntax = "proto3";
package shop;

import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/any.proto";
import "shop/customer.proto";

message Order {
  int64 id = 1;
  Status status = 2;
  repeated Line lines = 3;
  map<string, int64> counts = 4;
  Customer customer = 5;
  google.protobuf.Timestamp placed_at = 6;
  google.protobuf.Duration took = 7;
  google.protobuf.Value extra = 8;
  google.protobuf.Int64Value reviewed = 9;
  google.protobuf.Any any = 10;
  oneof payment { string card = 11; bool cash = 12; }
  optional int32 rating = 13;
  repeated sint32 deltas = 14;
  bytes raw = 15;
  Order parent = 16;
  map<int32, Line> by_number = 17;

  message Line { string name = 1; float price = 2; double weight = 3; fixed64 code = 4; }
}
enum Status { UNKNOWN = 0; SHIPPED = 1; }
message Other { uint64 number = 1; Deep deep = 2; message Deep { message Deeper { bool yes = 1; } Deeper it = 1; } }
`;

const shop = files({
  [PATH]: ORDER,
  '/repo/proto/shop/customer.proto':
    'syntax = "proto3"; package shop; message Customer { string name = 1; }',
});

const EMPTY = {
  id: 0,
  status: 'UNKNOWN',
  lines: [],
  counts: {},
  deltas: [],
  raw: new Uint8Array(0),
  by_number: {},
};

describe('the wire format', () => {
  test('of nothing is a message of defaults, and null is none', async () => {
    expect(await decode(encoding(), bytes(''), shop)).toEqual({
      format: 'protobuf',
      value: EMPTY,
      schema: 'order.proto',
      from: 0,
    });
    expect(await decode(encoding(), null, shop)).toEqual({ format: 'null', value: null });
  });

  test.each<[string, object]>([
    ['08 96 01', { id: 150 }],
    ['08 81 80 80 80 80 80 80 10', { id: 9007199254740993n }],
    ['08 ff ff ff ff ff ff ff ff ff 01', { id: -1 }],
    ['10 01', { status: 'SHIPPED' }],
    ['10 05', { status: 5 }],
    ['1a 02 0a 00', { lines: [{ name: '', price: 0, weight: 0, code: 0 }] }],
    ['1a 05 15 cd cc cc 3d', { lines: [{ name: '', price: 0.1, weight: 0, code: 0 }] }],
    ['22 05 0a 01 61 10 07', { counts: { a: 7 } }],
    ['22 00', { counts: { '': 0 } }],
    ['2a 03 0a 01 78', { customer: { name: 'x' } }],
    ['32 02 08 01', { placed_at: '1970-01-01T00:00:01Z' }],
    [
      '32 0b 08 80 80 80 80 80 80 80 80 80 01',
      { placed_at: { seconds: -9223372036854775808n, nanos: 0 } },
    ],
    ['3a 08 08 01 10 80 ca b5 ee 01', { took: '1.500s' }],
    ['42 02 20 01', { extra: true }],
    ['42 02 08 00', { extra: null }],
    ['4a 02 08 05', { reviewed: 5 }],
    ['4a 00', { reviewed: 0 }],
    ['5a 01 78 60 01', { cash: true }],
    ['68 00', { rating: 0 }],
    ['72 02 01 02', { deltas: [-1, 1] }],
    ['70 01 70 02', { deltas: [-1, 1] }],
    ['7a 02 00 ff', { raw: bytes('00 ff') }],
    ['0d 01 00 00 00', { '#1': 1 }],
    ['f8 07 01 f8 07 02', { '#127': [1, 2] }],
  ])('%s', async (hex, members) => {
    const decoded = await decode(encoding(), bytes(hex), shop);
    expect(decoded.problem).toBeUndefined();
    expect(decoded.value).toEqual({ ...EMPTY, ...members });
  });

  test('of a message in parts is all of them', async () => {
    const { value } = await decode(encoding(), bytes('82 01 02 08 01 82 01 02 10 01'), shop);
    expect(value).toMatchObject({ parent: { id: 1, status: 'SHIPPED' } });
  });

  test.each([
    ['08', 'it ends at byte 1, where 1 more should follow'],
    ['1a 05 0a', 'it ends at byte 3, where 4 more should follow'],
    ['0f', 'byte 0 begins no field'],
    ['00 00', 'the field before byte 1 has no number'],
    ['08 ff ff ff ff ff ff ff ff ff ff 01', 'the number before byte 11 has more than 64 bits'],
    ['2a 03 0a 01 ff', 'the string before byte 5 is not UTF-8'],
    ['0b', 'the group 1 does not end'],
    ['0b'.repeat(1_000), 'it is nested more than 200 deep'],
  ])('%s is none', async (hex, reason) => {
    expect((await decode(encoding(), bytes(hex), shop)).problem).toBe(
      `This is not what order.proto says: ${reason}.`,
    );
  });

  test('does not become more than its bytes can pay for', async () => {
    const fields = Array.from({ length: 1_000 }, (_, i) => `int32 f${i} = ${i + 2};`).join(' ');
    const wide = files({
      [PATH]: `syntax = "proto3"; message W { repeated W w = 1; ${fields} }`,
    });
    const some = bytes('0a 00'.repeat(2_000));
    expect((await decode(encoding(), some, wide)).problem).toMatch(/than its bytes can pay for/);
  });

  test('in a great many parts takes bounded time', async () => {
    const unknown = Array.from({ length: 2_000 }, (_, i) => {
      const tag = ((i + 1_000) << 3) >>> 0;
      return Buffer.from([(tag & 0x7f) | 0x80, ((tag >> 7) & 0x7f) | 0x80, tag >> 14, 1]);
    });
    const inner = Buffer.concat(unknown);
    const size = Buffer.from([
      (inner.length & 0x7f) | 0x80,
      ((inner.length >> 7) & 0x7f) | 0x80,
      inner.length >> 14,
    ]);
    const parts = bytes('82 01 00'.repeat(5_000));
    const some = Buffer.concat([bytes('82 01'), size, inner, parts]);
    expect((await decode(encoding(), some, shop)).problem).toMatch(/than its bytes can pay for/);
  });

  test('of groups is read and written', async () => {
    const groups = files({
      [PATH]:
        'syntax = "proto2"; message R { repeated group Result = 1 { required string url = 2; } }',
    });
    const some = bytes('0b 12 01 78 0c 0b 12 01 79 0c');
    const decoded = await decode(encoding(), some, groups);
    expect(decoded.value).toEqual({ result: [{ url: 'x' }, { url: 'y' }] });
    expect(await encode(encoding(), '{"result": [{"url": "x"}, {"url": "y"}]}', groups)).toEqual(
      Buffer.from(some),
    );
    await expect(encode(encoding(), '{"result": [{}]}', groups)).rejects.toThrow('url is missing');
  });
});

describe('schemas', () => {
  test('have messages by name', async () => {
    const { value } = await decode(encoding('shop.Order.Line'), bytes('0a 01 61'), shop);
    expect(value).toEqual({ name: 'a', price: 0, weight: 0, code: 0 });
    expect((await decode(encoding('Other'), bytes(''), shop)).value).toEqual({ number: 0 });
    expect((await decode(encoding('shop.Customer'), bytes(''), shop)).value).toEqual({ name: '' });
    await expect(decode(encoding('shop.None'), bytes(''), shop)).rejects.toThrow(
      'The Protobuf schema has no message shop.None. It has shop.Order, shop.Other.',
    );
  });

  test.each([
    ['message {', 'cannot be read: the file: illegal type name'],
    ['syntax = "proto3"; import "none.proto";', 'imports none.proto, which is not there'],
    ['syntax = "proto3"; message A { B b = 1; }', 'is incomplete: no such Type or Enum'],
    ['syntax = "proto3";', 'declares no message'],
  ])('%s: what is wrong', async (text, reason) => {
    await expect(decode(encoding(), bytes(''), files({ [PATH]: text }))).rejects.toThrow(reason);
  });

  test('may have options of their own', async () => {
    const text = `syntax = "proto3"; import "google/protobuf/descriptor.proto"; import "confluent/meta.proto";
      extend google.protobuf.FieldOptions { string note = 50000; }
      message A { string a = 1 [(note) = "x"]; }`;
    const { value } = await decode(encoding(), bytes('0a 01 62'), files({ [PATH]: text }));
    expect(value).toEqual({ a: 'b' });
  });

  test('make no code', async () => {
    const generate = protobuf.util.codegen;
    const calls: unknown[] = [];
    Object.assign(protobuf.util, {
      codegen: (...parts: unknown[]) => {
        calls.push(parts);
        return (generate as (...all: unknown[]) => unknown)(...parts);
      },
    });
    try {
      const some = await encode(encoding(), '{"id": 1, "lines": [{}]}', shop);
      await decode(encoding(), some, shop);
    } finally {
      Object.assign(protobuf.util, { codegen: generate });
    }
    expect(calls).toEqual([]);
  });
});

describe('what is typed', () => {
  test('may be ProtoJSON', async () => {
    const text =
      '{"id": "9007199254740993", "placedAt": "2026-01-31T12:30:00+01:00", "byNumber": {"7": {"name": "x"}}, "customer": null}';
    const { value } = await decode(encoding(), await encode(encoding(), text, shop), shop);
    expect(value).toMatchObject({
      id: 9007199254740993n,
      placed_at: '2026-01-31T11:30:00Z',
      by_number: { 7: { name: 'x' } },
    });
  });

  test('may be anything in an Any', async () => {
    const text = '{"any": {"@type": "type.googleapis.com/shop.Customer", "name": "x"}}';
    const encoded = await encode(encoding(), text, shop);
    const decoded = await decode(encoding(), encoded, shop);
    expect(decoded.value).toMatchObject({
      any: { '@type': 'type.googleapis.com/shop.Customer', name: 'x' },
    });
    const again = await encode(encoding(), whole(decoded, encoded).text, shop);
    expect((await decode(encoding(), again, shop)).value).toEqual(decoded.value);
  });

  test.each([
    ['{"id": 1.5}', 'id is 1.5, and not a whole number.'],
    ['{"id": 9223372036854775808}', 'id is 9223372036854775808, and not a number of 64 bits.'],
    ['{"status": "LOST"}', 'status is "LOST", and not one of UNKNOWN, SHIPPED.'],
    ['{"lines": [{"price": "x"}]}', 'lines[0].price is "x", and not a number.'],
    ['{"lines": {}}', 'lines is an object, and not an array.'],
    ['{"placed_at": "soon"}', 'placed_at: "soon" is not a time; write it as'],
    ['{"raw": "***"}', 'raw: “*” is not a character of base64.'],
    ['{"nothing": 1}', 'shop.Order has no field “nothing”, only id, status'],
    ['{"any": {}}', 'any has no member "@type", which says what it is.'],
    ['[]', 'The value is an array, and not an object, for shop.Order.'],
  ])('%s: what is wrong', async (text, reason) => {
    await expect(encode(encoding(), text, shop)).rejects.toThrow(reason);
  });
});

describe('whatever comes', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
  const line = fc.record(
    {
      name: fc.string({ unit: 'grapheme' }),
      price: fc.float({ noNaN: true, noDefaultInfinity: true }),
      weight: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant('NaN')),
      code: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    },
    { requiredKeys: [] },
  );
  const order = fc.record(
    {
      id: int64,
      status: fc.constantFrom('UNKNOWN', 'SHIPPED', 7),
      lines: fc.array(line, { maxLength: 3 }),
      counts: fc.dictionary(fc.string(), int64, { maxKeys: 3 }),
      placed_at: fc
        .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
        .map((date) => date.toISOString()),
      extra: fc.jsonValue({ maxDepth: 3 }),
      rating: fc.integer(),
      deltas: fc.array(fc.integer(), { maxLength: 4 }),
      raw: fc.uint8Array().map((some) => Buffer.from(some).toString('base64')),
    },
    { requiredKeys: [] },
  );

  test('what is shown is written as the same bytes', async () => {
    const decoder = await makeDecoder(encoding(), shop);
    const encoder = await makeEncoder(encoding(), shop);
    await fc.assert(
      fc.asyncProperty(order, async (some) => {
        const once = await encoder.encode(JSON.stringify(some));
        const decoded = await decoder.decode(once);
        expect(decoded.problem).toBeUndefined();
        // Defaults are written where they were left out before; then everything stays.
        const twice = await encoder.encode(whole(decoded, once).text);
        const again = await decoder.decode(twice);
        expect(again.value).toEqual(decoded.value);
        expect(await encoder.encode(whole(again, twice).text)).toEqual(twice);
      }),
    );
  });

  test('reads what the library writes', async () => {
    const text =
      'syntax = "proto3"; message L { string name = 1; float price = 2; double weight = 3; fixed64 code = 4; repeated int32 n = 5; sint64 s = 6; }';
    const type = protobuf.parse(text).root.lookupType('L');
    const decoder = await makeDecoder(encoding(), files({ [PATH]: text }));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          name: fc.string({ unit: 'grapheme' }),
          price: fc.integer({ min: -1_000, max: 1_000 }),
          weight: fc.double({ noNaN: true }),
          code: fc.maxSafeNat(),
          n: fc.array(fc.integer()),
          s: fc.maxSafeInteger(),
        }),
        async (some) => {
          const { value } = await decoder.decode(type.encode(some).finish());
          expect(value).toEqual(some);
        },
      ),
    );
  });

  test('any bytes are something, in bounded time', async () => {
    const decoder = await makeDecoder(encoding(), shop);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (some) => {
        const decoded = decoder.decode(some);
        if (decoded instanceof Promise) throw new Error('The schema is there.');
        expect(['protobuf', 'string', 'bytes']).toContain(decoded.format);
        expect(preview(decoded, some, 50).text).not.toBe('');
        expect(whole(decoded, some).text).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
    expect((await decode(encoding(), utf8('\x01'), shop)).problem).toBeDefined();
  });
});
