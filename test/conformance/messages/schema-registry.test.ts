import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Decoding, Encoding } from '../../../server/contract/messages/decoding.ts';
import {
  type Decoded,
  type FormatContext,
  makeDecoder,
  makeEncoder,
  whole,
} from '../../../server/messages/formats/formats.ts';
import { RegistryClient } from '../../../server/messages/formats/registry/client.ts';
import { registryDecoder } from '../../../server/messages/formats/registry/registry-decoder.ts';
import { FakeRegistry } from './fake-registry.ts';

let registry: FakeRegistry;

beforeEach(async () => {
  registry = new FakeRegistry();
  await registry.listen();
});

afterEach(() => registry.close());

const avro = { format: 'avro', schema: { kind: 'registry' } } as const;
const protobuf = { format: 'protobuf', schema: { kind: 'registry' } } as const;

function context(more: Partial<NonNullable<FormatContext['registry']>> = {}): FormatContext {
  return {
    topic: 'orders',
    part: 'value',
    registry: { url: registry.url, ...more },
    readFile: () => Promise.reject(new Error('No file is asked for.')),
  };
}

async function decode(decoding: Decoding, bytes: Uint8Array): Promise<Decoded> {
  return (await makeDecoder(decoding, context())).decode(bytes);
}

async function encode(encoding: Encoding, text: string): Promise<Uint8Array> {
  return (await makeEncoder(encoding, context())).encode(text);
}

function framed(id: number, hex: string): Buffer {
  const bytes = Buffer.from(`0000000000${hex.replaceAll(' ', '')}`, 'hex');
  bytes.writeInt32BE(id, 1);
  return bytes;
}

const customer = {
  id: 16,
  subject: 'customer',
  version: 1,
  schema: '{"type":"record","name":"shop.Customer","fields":[{"name":"name","type":"string"}]}',
};
const order = {
  id: 17,
  subject: 'orders-value',
  version: 3,
  schema:
    '{"type":"record","name":"shop.Order","fields":[{"name":"id","type":"long"},{"name":"by","type":"shop.Customer"}]}',
  references: [{ name: 'shop.Customer', subject: 'customer', version: 1 }],
};

describe('Avro', () => {
  test('is read with the schema that the bytes name, and what it refers to', async () => {
    registry.schemas.push(customer, order);
    const bytes = framed(17, '82 80 80 80 80 80 80 20 02 78');
    const expected = {
      format: 'avro',
      value: { id: 9007199254740993n, by: { name: 'x' } },
      from: 5,
      schema: 'orders-value, version 3 (id 17)',
    };
    expect(await decode(avro, bytes)).toEqual(expected);
    expect(await decode({ format: 'auto' }, bytes)).toEqual(expected);
    expect(whole(await decode(avro, bytes), bytes)).toMatchObject({
      text: '{\n  "id": 9007199254740993,\n  "by": {\n    "name": "x"\n  }\n}',
      schema: 'orders-value, version 3 (id 17)',
    });
  });

  test('is written with the subject’s latest schema', async () => {
    registry.schemas.push(customer, { ...customer, id: 15, subject: 'orders-value' }, order);
    const bytes = await encode(avro, '{"id": 1, "by": {"name": "x"}}');
    expect(bytes).toEqual(framed(17, '02 02 78'));
    expect(
      await encode(
        { format: 'avro', schema: { kind: 'registry', subject: 'customer' } },
        '{"name": "y"}',
      ),
    ).toEqual(framed(16, '02 79'));
    await expect(encode(avro, '{"id": "a"}')).rejects.toThrow('id is "a", and not a whole number.');
    await expect(encode(protobuf, '{}')).rejects.toThrow('is of the type AVRO');
  });

  test('is at once there when the schema is', async () => {
    registry.schemas.push(customer);
    const decoder = await makeDecoder(avro, context());
    const bytes = framed(16, '02 78');
    expect(decoder.decode(bytes)).toBeInstanceOf(Promise);
    const [first, second] = await Promise.all([decoder.decode(bytes), decoder.decode(bytes)]);
    expect(first).toEqual(second);
    expect(decoder.decode(bytes)).toEqual(first);
    expect((await makeDecoder({ format: 'auto' }, context())).decode(bytes)).toEqual(first);
    expect(registry.asked.sort()).toEqual(['schemas/ids/16', 'schemas/ids/16/versions']);
  });
});

describe('Protobuf', () => {
  const schema = {
    id: 20,
    subject: 'orders-value',
    version: 1,
    schemaType: 'PROTOBUF' as const,
    schema:
      'syntax = "proto3"; package shop; import "shop/base.proto"; message A { Base base = 1; } message B { message C { int64 n = 1; } C c = 1; }',
    references: [{ name: 'shop/base.proto', subject: 'base', version: 2 }],
  };
  const base = {
    id: 19,
    subject: 'base',
    version: 2,
    schemaType: 'PROTOBUF' as const,
    schema: 'syntax = "proto3"; package shop; message Base { string name = 1; }',
  };

  test('is read as the message that the bytes name', async () => {
    registry.schemas.push(base, schema);
    expect(await decode(protobuf, framed(20, '00 0a 03 0a 01 78'))).toMatchObject({
      format: 'protobuf',
      value: { base: { name: 'x' } },
      from: 6,
    });
    expect(await decode({ format: 'auto' }, framed(20, '04 02 00 08 05'))).toMatchObject({
      value: { n: 5 },
      from: 8,
    });
    expect((await decode(protobuf, framed(20, '02 06 08 05'))).problem).toMatch(
      /version 1 \(id 20\) says: the schema has no message at 3\./,
    );
  });

  test('is written as the message that is chosen', async () => {
    registry.schemas.push(base, schema);
    expect(await encode(protobuf, '{"base": {"name": "x"}}')).toEqual(
      framed(20, '00 0a 03 0a 01 78'),
    );
    expect(await encode({ ...protobuf, message: 'shop.B.C' }, '{"n": 5}')).toEqual(
      framed(20, '04 02 00 08 05'),
    );
    await expect(encode({ ...protobuf, message: 'shop.Base' }, '{"name": "x"}')).rejects.toThrow(
      'shop.Base is declared in another file',
    );
  });
});

test('JSON with a schema is JSON', async () => {
  const schema = { id: 30, subject: 's', version: 1, schemaType: 'JSON' as const, schema: '{}' };
  registry.schemas.push(schema);
  const bytes = framed(30, Buffer.from('{"a": 1.0}').toString('hex'));
  const decoded = await decode({ format: 'auto' }, bytes);
  expect(decoded).toEqual({
    format: 'json',
    value: { a: 1 },
    from: 5,
    schema: 's, version 1 (id 30)',
  });
  expect(whole(decoded, bytes).text).toBe('{\n  "a": 1.0\n}');
});

describe('what goes wrong', () => {
  const bytes = framed(16, '02 78');

  test('bytes that name no schema are shown with the reason', async () => {
    expect(await decode(avro, Buffer.from('text'))).toMatchObject({
      format: 'string',
      value: 'text',
      problem: expect.stringMatching(/^No serializer of a schema registry wrote this/),
    });
    expect((await decode({ format: 'auto' }, Buffer.from('text'))).problem).toBeUndefined();
    expect(registry.asked).toEqual([]);
  });

  test('a schema that there is none of', async () => {
    expect(await decode(avro, bytes)).toMatchObject({
      format: 'bytes',
      problem: `The schema registry at ${registry.url}/ says: Schema not found`,
    });
    // What begins with a zero need not be a registry's.
    expect(await decode({ format: 'auto' }, framed(1, '00 00 2a'))).toEqual({
      format: 'int64',
      value: 0x0100002a,
    });
    expect((await decode({ format: 'auto' }, bytes)).problem).toBeUndefined();
  });

  test('bytes that are not what the schema says', async () => {
    registry.schemas.push(customer);
    const reason =
      'This is not what the schema customer, version 1 (id 16) says: it ends at byte 7, where 1 more should follow.';
    expect(await decode(avro, framed(16, '04 78'))).toMatchObject({
      format: 'bytes',
      problem: reason,
    });
    expect((await decode({ format: 'auto' }, framed(16, '04 78'))).problem).toBe(reason);
  });

  test('a schema that is none', async () => {
    registry.schemas.push({ ...customer, schema: '{"type":"record"}' });
    expect((await decode(avro, bytes)).problem).toBe('A type of the Avro schema has no name.');
  });

  test('credentials', async () => {
    registry.schemas.push(customer);
    registry.credentials = 'ann:s:ecret';
    expect((await decode(avro, bytes)).problem).toMatch(
      /asks for a user name and password; set both/,
    );
    const wrong = await makeDecoder(avro, context({ user: 'ann', password: 'guess' }));
    expect((await wrong.decode(bytes)).problem).toMatch(
      /does not accept the user name and password/,
    );
    const right = await makeDecoder(avro, context({ user: 'ann', password: 's:ecret' }));
    expect((await right.decode(bytes)).value).toEqual({ name: 'x' });
    const url = registry.url.replace('http://', 'http://ann:s%3Aecret@');
    const within = await makeDecoder(avro, context({ url }));
    expect((await within.decode(bytes)).value).toEqual({ name: 'x' });
  });

  test('nobody there', async () => {
    const decoder = await makeDecoder(avro, context());
    await registry.close();
    expect((await decoder.decode(bytes)).problem).toMatch(
      /^The schema registry at http:.* cannot be reached: nothing listens there; check the address/,
    );
    await registry.listen();
  });

  test('something else that answers', async () => {
    registry.answer = (response) => response.end('<html>hello</html>');
    expect((await decode(avro, bytes)).problem).toMatch(
      /is not a schema registry; check the address/,
    );
  });

  test('no registry, and no address', async () => {
    const { registry: _, ...without } = context();
    await expect(makeDecoder(avro, without)).rejects.toThrow('No schema registry is configured');
    await expect(makeDecoder(avro, context({ url: 'localhost:8081' }))).rejects.toThrow(
      '“localhost:8081” is not the address of a schema registry; write it as http://localhost:8081.',
    );
  });
});

describe('what failed', () => {
  let now = 0;
  const client = (timeout = 5_000) =>
    new RegistryClient({ url: registry.url }, { now: () => now, timeout });

  test('is asked for again after a while, and not for each record', async () => {
    const decoder = registryDecoder(client(), 'orders-value', true);
    registry.answer = (response) => response.writeHead(503).end();
    const first = await decoder.decode(framed(16, '02 78'));
    expect(first.problem).toMatch(/answers with an error \(503\)/);
    const asked = registry.asked.length;
    for (let id = 1; id < 1_000; id++) {
      expect(decoder.decode(framed(id, '02 78'))).toMatchObject({ problem: first.problem });
    }
    expect(registry.asked.length).toBe(asked);

    registry.answer = undefined;
    registry.schemas.push(customer);
    now += 10_000;
    expect(await decoder.decode(framed(16, '02 78'))).toMatchObject({ value: { name: 'x' } });
  });

  test('for want of an answer says so', async () => {
    registry.answer = () => {};
    const decoder = registryDecoder(client(50), 'orders-value', true);
    expect((await decoder.decode(framed(16, '02 78'))).problem).toMatch(
      /cannot be reached: it did not answer within 0\.05 seconds\.$/,
    );
  });

  test('a schema that was not there is found when it is', async () => {
    const decoder = registryDecoder(client(), 'orders-value', true);
    expect((await decoder.decode(framed(16, '02 78'))).format).toBe('bytes');
    registry.schemas.push(customer);
    expect(decoder.decode(framed(16, '02 78'))).toMatchObject({ format: 'bytes' });
    now += 60_000;
    expect(await decoder.decode(framed(16, '02 78'))).toMatchObject({ value: { name: 'x' } });
  });

  test('bytes that only look like it do not ask without end', async () => {
    const decoder = registryDecoder(client(), 'orders-value', false);
    for (let id = 1; id < 500; id++) await decoder.decode(framed(id, 'ff ff ff ff'));
    expect(registry.asked.length).toBeLessThanOrEqual(2 * 50);
  });
});
