import { describe, expect, test } from 'vitest';
import { preview, whole } from '../../../../server/messages/formats/formats.ts';
import { fc } from '../../../harness/fast-check.ts';
import { bytes, decode, encode, files, utf8 } from './sample.ts';

const avro = { format: 'avro', schema: { kind: 'file', path: '/s/order.avsc' } } as const;

function schema(declared: unknown, others: Readonly<Record<string, string>> = {}) {
  return files({ '/s/order.avsc': JSON.stringify(declared), ...others });
}

function record(...fields: unknown[]) {
  return { type: 'record', name: 'Order', namespace: 'shop', fields };
}

async function read(declared: unknown, hex: string) {
  return decode(avro, bytes(hex), schema(declared));
}

describe('binary', () => {
  // The bytes of the specification's own examples among them.
  test.each<[unknown, string, unknown]>([
    ['null', '', null],
    ['boolean', '01', true],
    ['int', '00', 0],
    ['int', '01', -1],
    ['int', '80 01', 64],
    ['int', 'ff ff ff ff 0f', -2147483648],
    ['long', 'fe ff ff ff ff ff ff 1f', 9007199254740991],
    ['long', '82 80 80 80 80 80 80 20', 9007199254740993n],
    ['long', 'ff ff ff ff ff ff ff ff ff 01', -9223372036854775808n],
    ['float', 'cd cc cc 3d', 0.1],
    ['double', '9a 99 99 99 99 99 b9 3f', 0.1],
    ['string', '06 66 6f 6f', 'foo'],
    ['bytes', '04 00 ff', bytes('00 ff')],
    [{ type: 'fixed', name: 'F', size: 2 }, '01 02', bytes('01 02')],
    [{ type: 'enum', name: 'E', symbols: ['A', 'B'] }, '02', 'B'],
    [{ type: 'array', items: 'long' }, '04 06 36 00', [3, 27]],
    [{ type: 'array', items: 'long' }, '03 04 06 36 00', [3, 27]],
    [{ type: 'map', values: 'int' }, '02 02 61 04 00', { a: 2 }],
    [['null', 'string'], '02 02 61', 'a'],
    [['null', 'string'], '00', null],
    [['int', 'long'], '02 04', { long: 2 }],
    [
      record({ name: 'a', type: 'long' }, { name: 'b', type: 'string' }),
      '36 06 66 6f 6f',
      { a: 27, b: 'foo' },
    ],
  ])('%j of %s', async (declared, hex, value) => {
    const decoded = await read(declared, hex);
    expect(decoded).toEqual({ format: 'avro', value, schema: 'order.avsc', from: 0 });
    // Of a block that says how long it is the reader knows; none is written.
    if (hex.startsWith('03')) return;
    const text = whole(decoded, bytes(hex)).text;
    expect(await encode(avro, text, schema(declared))).toEqual(Buffer.from(bytes(hex)));
  });

  test.each<[unknown, string, string]>([
    ['int', '80 80 80 80 80 01', 'the int before byte 6 has more than 32 bits'],
    ['long', '80 80 80 80 80 80 80 80 80 80 01', 'the number before byte 10 has more than 64 bits'],
    ['long', '00 00', 'the value ends 1 bytes before the end'],
    ['boolean', '02', 'byte 0 is no boolean'],
    ['string', '06 66', 'it ends at byte 2, where 2 more should follow'],
    ['string', '02 ff', 'the string before byte 2 is not UTF-8'],
    ['string', '01', 'a length of -1 is before byte 1'],
    [['null', 'int'], '04', 'there is no type 2 in the union'],
    [{ type: 'enum', name: 'E', symbols: ['A'] }, '02', 'there is no symbol 1'],
    [
      { type: 'array', items: 'null' },
      'fe ff ff ff ff ff ff ff ff 01',
      'it has more values than its bytes can pay for',
    ],
    [
      { type: 'array', items: 'int' },
      'fe ff ff ff ff ff ff ff ff 01',
      'it ends at byte 10, where 1 more should follow',
    ],
    [record({ name: 'me', type: 'Order' }), '00', 'it is nested more than 200 deep'],
  ])('%j of %s is none', async (declared, hex, reason) => {
    expect((await read(declared, hex)).problem).toBe(
      `This is not what order.avsc says: ${reason}.`,
    );
  });

  test('of nothing is empty, where a value would be something', async () => {
    expect(await read('int', '')).toEqual({ format: 'empty', value: '' });
    expect(await decode(avro, null, schema('int'))).toEqual({ format: 'null', value: null });
  });

  test('is found behind a registry’s number and a fingerprint', async () => {
    const expected = { format: 'avro', value: 'foo', schema: 'order.avsc' };
    expect(await read('string', '00 00 00 00 07 06 66 6f 6f')).toEqual({ ...expected, from: 5 });
    expect(await read('string', 'c3 01 01 02 03 04 05 06 07 08 06 66 6f 6f')).toEqual({
      ...expected,
      from: 10,
    });
  });
});

describe('logical types', () => {
  test.each<[unknown, string, unknown]>([
    [{ type: 'int', logicalType: 'date' }, '02', '1970-01-02'],
    [{ type: 'int', logicalType: 'time-millis' }, '02', '00:00:00.001'],
    [{ type: 'long', logicalType: 'time-micros' }, '02', '00:00:00.000001'],
    [{ type: 'long', logicalType: 'timestamp-millis' }, '01', '1969-12-31T23:59:59.999Z'],
    [{ type: 'long', logicalType: 'timestamp-micros' }, '02', '1970-01-01T00:00:00.000001Z'],
    [{ type: 'long', logicalType: 'timestamp-nanos' }, '02', '1970-01-01T00:00:00.000000001Z'],
    [{ type: 'long', logicalType: 'local-timestamp-millis' }, '00', '1970-01-01T00:00:00'],
    [{ type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2 }, '04 04 d2', '12.34'],
    [{ type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2 }, '02 ff', '-0.01'],
    [
      { type: 'fixed', name: 'D', size: 3, logicalType: 'decimal', precision: 6 },
      'ff fe 00',
      '-512',
    ],
    [
      { type: 'fixed', name: 'U', size: 16, logicalType: 'uuid' },
      '12 3e 45 67 e8 9b 12 d3 a4 56 42 66 14 17 40 00',
      '123e4567-e89b-12d3-a456-426614174000',
    ],
    [
      { type: 'fixed', name: 'D', size: 12, logicalType: 'duration' },
      '01 00 00 00 02 00 00 00 03 00 00 00',
      { months: 1, days: 2, milliseconds: 3 },
    ],
    [{ type: 'string', logicalType: 'uuid' }, '02 61', 'a'],
    [{ type: 'int', logicalType: 'unheard-of' }, '02', 1],
  ])('%j of %s', async (declared, hex, value) => {
    const decoded = await read(declared, hex);
    expect(decoded).toMatchObject({ format: 'avro', value });
    const text = whole(decoded, bytes(hex)).text;
    expect(await encode(avro, text, schema(declared))).toEqual(Buffer.from(bytes(hex)));
  });

  test.each([
    [{ type: 'long', logicalType: 'timestamp-millis' }, 'fe ff ff ff ff ff ff ff ff 01'],
    [{ type: 'int', logicalType: 'date' }, 'fe ff ff ff 0f'],
    [{ type: 'int', logicalType: 'time-millis' }, '01'],
  ])('%j of %s is what no calendar has: a number', async (declared, hex) => {
    const decoded = await read(declared, hex);
    expect(typeof decoded.value).toMatch(/number|bigint/);
    const text = whole(decoded, bytes(hex)).text;
    expect(await encode(avro, text, schema(declared))).toEqual(Buffer.from(bytes(hex)));
  });

  test('decimals go there and back, however many digits they have', async () => {
    const declared = { type: 'bytes', logicalType: 'decimal', precision: 60, scale: 5 };
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), async (amount) => {
        const text = `"${amount / 100_000n}.${String(amount < 0n ? -amount : amount)
          .padStart(6, '0')
          .slice(-5)}"`;
        const encoded = await encode(
          avro,
          text.replace('"0.', amount < 0n ? '"-0.' : '"0.'),
          schema(declared),
        );
        const { value } = await decode(avro, encoded, schema(declared));
        expect(BigInt((value as string).replace('.', ''))).toBe(amount);
      }),
    );
  });
});

describe('schemas', () => {
  test('use names of their namespace, and of files beside them', async () => {
    const customer = {
      type: 'record',
      name: 'shop.Customer',
      fields: [{ name: 'id', type: 'int' }],
    };
    const within = schema(record({ name: 'customer', type: 'Customer' }), {
      '/s/Customer.avsc': JSON.stringify(customer),
    });
    expect((await decode(avro, bytes('02'), within)).value).toEqual({ customer: { id: 1 } });
  });

  test.each<[string, string]>([
    ['{', 'The Avro schema is not JSON'],
    ['"Other"', 'uses the type Other, which neither it nor Other.avsc beside it defines'],
    ['{"type":"record","name":"R"}', 'The record R has no fields.'],
    ['{"type":"fixed","name":"F"}', 'The fixed F has no size.'],
    ['{"type":"enum","name":"E"}', 'The enum E has no symbols.'],
    ['{"type":"array"}', 'is not an Avro type'],
    ['['.repeat(300) + ']'.repeat(300), 'nested too deeply'],
  ])('%s: what is wrong', async (text, reason) => {
    await expect(decode(avro, bytes('00'), files({ '/s/order.avsc': text }))).rejects.toThrow(
      reason,
    );
  });

  test('that are not there are said to be missing', async () => {
    await expect(decode(avro, bytes('00'), files({}))).rejects.toThrow('no file /s/order.avsc');
  });
});

describe('what is typed', () => {
  const order = schema(
    record(
      { name: 'id', type: 'long' },
      { name: 'note', type: ['null', 'string'], default: null },
      { name: 'rating', type: ['null', 'int', 'string'] },
      { name: 'lines', type: { type: 'array', items: 'double' }, default: [] },
    ),
  );

  test('may leave out what has a default or may be null', async () => {
    const short = await encode(avro, '{"id": 9007199254740993}', order);
    const { value } = await decode(avro, short, order);
    expect(value).toEqual({ id: 9007199254740993n, note: null, rating: null, lines: [] });
  });

  test('may be Avro’s own JSON', async () => {
    const text = '{"id": 1, "note": {"string": "x"}, "rating": {"int": 5}, "lines": [1]}';
    const { value } = await decode(avro, await encode(avro, text, order), order);
    expect(value).toEqual({ id: 1, note: 'x', rating: 5, lines: [1] });
  });

  test.each([
    ['{"id": 1.5}', 'id is 1.5, and not a whole number.'],
    ['{"id": 9223372036854775808}', 'id is 9223372036854775808, and not a number of 64 bits.'],
    ['{"id": 1, "lines": [1, "a"]}', 'lines[1] is "a", and not a number.'],
    ['{"id": 1, "note": 5}', 'note is 5, and not one of null, string.'],
    ['{"id": 1, "more": 5}', 'shop.Order has no field “more”, only id, note, rating, lines.'],
    ['{}', 'id is missing, a field of shop.Order.'],
    ['[]', 'The value is an array, and not an object, for shop.Order.'],
    ['{"id": ', 'This is not JSON: '],
  ])('%s: what is wrong', async (text, reason) => {
    await expect(encode(avro, text, order)).rejects.toThrow(reason);
  });
});

describe('whatever comes', () => {
  const declared = record(
    { name: 'id', type: 'long' },
    { name: 'tags', type: { type: 'array', items: ['null', 'string', 'int'] } },
    { name: 'of', type: { type: 'map', values: ['null', 'Order'] } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
    { name: 'raw', type: 'bytes' },
    { name: 'either', type: ['float', 'double', 'boolean'] },
  );

  const order = fc.letrec<{ order: object }>((tie) => ({
    order: fc.record({
      id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
      tags: fc.array(fc.oneof(fc.constant(null), fc.string(), fc.integer())),
      of: fc.dictionary(
        fc.string(),
        fc.oneof({ depthSize: 'small' }, fc.constant(null), tie('order')),
        { maxKeys: 3 },
      ),
      at: fc.date({ min: new Date(0), noInvalidDate: true }).map((date) => date.toISOString()),
      price: fc.integer({ min: 0, max: 99_999 }).map((price) => `${price}.25`),
      raw: fc.string({ maxLength: 5 }),
      either: fc.oneof(
        fc.float({ noNaN: true, noDefaultInfinity: true }).map((float) => ({ float })),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => ({ double })),
        fc.boolean().map((boolean) => ({ boolean })),
      ),
    }),
  })).order;

  test('what is shown is written as the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(order, async (some) => {
        const text = JSON.stringify(some).replace(/"id":"(-?\d+)"/g, '"id":$1');
        const encoded = await encode(avro, text, schema(declared));
        const decoded = await decode(avro, encoded, schema(declared));
        expect(decoded.problem).toBeUndefined();
        expect(await encode(avro, whole(decoded, encoded).text, schema(declared))).toEqual(encoded);
      }),
      { numRuns: 50 },
    );
  });

  test('any bytes are something, in bounded time', async () => {
    const { makeDecoder } = await import('../../../../server/messages/formats/formats.ts');
    const decoder = await makeDecoder(avro, schema(declared));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (some) => {
        const decoded = decoder.decode(some);
        if (decoded instanceof Promise) throw new Error('The schema is there.');
        expect(['avro', 'string', 'bytes']).toContain(decoded.format);
        expect(preview(decoded, some, 50).text).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
    expect((await decode(avro, utf8('plain text'), schema(declared))).format).toBe('string');
  });
});
