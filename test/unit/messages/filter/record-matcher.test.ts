import { describe, expect, test } from 'vitest';
import type { Decoding } from '../../../../server/contract/messages/decoding.ts';
import type { RecordFilter } from '../../../../server/contract/messages/reading.ts';
import { type Readers, RecordMatcher } from '../../../../server/messages/filter/record-matcher.ts';
import { type Decoder, makeDecoder } from '../../../../server/messages/formats/formats.ts';
import { KeptRecords } from '../../../../server/messages/reading/kept-records.ts';
import { compression } from '../../../../server/node/compression.ts';
import { readBatchHeader } from '../../../../server/protocol/records/batch-header.ts';
import {
  encodeBatch,
  type NewRecord,
  openRecords,
} from '../../../../server/protocol/records/record-batch.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const context = { topic: 'orders', readFile: () => Promise.reject(new Error('no files here')) };

async function readers(valueFormat: 'json' | 'string' | 'hex' | 'auto'): Promise<Readers> {
  const decoding: Decoding = { format: valueFormat };
  return {
    key: await makeDecoder({ format: 'string' }, { ...context, part: 'key' }),
    value: await makeDecoder(decoding, { ...context, part: 'value' }),
    header: await makeDecoder({ format: 'auto' }, { ...context, part: 'header' }),
    ...{ keyFormat: 'string', valueFormat },
  };
}

function chunkOf(record: Partial<NewRecord>) {
  const kept = new KeptRecords(1e7);
  const batch = encodeBatch(
    { baseOffset: 42, records: [{ timestamp: 1_000, key: null, value: null, ...record }] },
    compression,
  );
  const header = readBatchHeader(batch);
  const everything = {
    ...{ from: 0, until: Number.POSITIVE_INFINITY },
    ...{ beforeTime: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY },
  };
  const cursor = openRecords(batch, 0, header, compression);
  return kept.add(3, header, cursor, everything).ranges[0]!.chunk.shared;
}

async function matches(
  filter: RecordFilter,
  record: Partial<NewRecord>,
  format: 'json' | 'string' | 'hex' | 'auto' = 'json',
): Promise<boolean> {
  return await new RecordMatcher(filter, await readers(format)).matches(chunkOf(record), 0);
}

describe('text', () => {
  test('is in the key, the value or a header', async () => {
    const headers = [{ key: 'Source', value: bytes('Web Shop') }];
    const record = { key: bytes('Order-1'), value: bytes('{"mill":"Race"}'), headers };
    for (const text of ['order', 'race', 'MILL', 'web shop', 'source'])
      expect(await matches({ text }, record), text).toBe(true);
    expect(await matches({ text: 'grain' }, record)).toBe(false);
  });

  test('is what is shown, where that is not the bytes', async () => {
    expect(await matches({ text: 'größe' }, { value: bytes('"GRÖSSE Größe"') })).toBe(true);
    expect(await matches({ text: 'größe' }, { value: bytes('{"a":"gr\\u00f6\\u00dfe"}') })).toBe(
      true,
    );
    expect(
      await matches({ text: 'deadbeef' }, { value: Uint8Array.of(0xde, 0xad, 0xbe, 0xef) }, 'hex'),
    ).toBe(true);
    expect(await matches({ text: 'grain' }, { value: bytes('grain') }, 'hex')).toBe(false);
  });

  test('is nowhere in what is null or empty', async () => {
    expect(await matches({ text: 'a' }, { key: null, value: new Uint8Array(0) })).toBe(false);
  });
});

describe('a record', () => {
  const record = {
    key: bytes('k'),
    value: bytes('{"amount":11,"lines":[{"sku":"a"},{"sku":"b"}]}'),
    headers: [
      { key: 'trace', value: bytes('1') },
      { key: 'trace', value: bytes('2') },
      { key: 'none', value: null },
    ],
  };

  test.each([
    [{ partitions: [3] }, true],
    [{ partitions: [1, 2] }, false],
    [{ time: { from: 1_000, to: 1_001 } }, true],
    [{ time: { from: 0, to: 1_000 } }, false],
    [{ headers: [{ name: 'trace' }] }, true],
    [{ headers: [{ name: 'trace', value: '2' }] }, true],
    [{ headers: [{ name: 'trace', value: '3' }] }, false],
    [{ headers: [{ name: 'none' }, { name: 'Trace' }] }, false],
    [{ fields: [{ path: 'value.amount', operator: 'greater', value: '10' }] }, true],
    [{ fields: [{ path: 'value.lines[*].sku', operator: 'is', value: 'c' }] }, false],
    [{ fields: [{ path: 'key', operator: 'is', value: 'k' }] }, true],
    [{ expression: "headers.trace === '2' && offset === 42 && value.lines.length === 2" }, true],
    [{ text: 'sku', expression: 'value.amount > 100' }, false],
    [{}, true],
  ] satisfies readonly [RecordFilter, boolean][])('against %j', async (filter, expected) => {
    expect(await matches(filter, record)).toBe(expected);
  });

  test('at which the expression fails does not match, and the first is told', async () => {
    const matcher = new RecordMatcher({ expression: 'value.a.b > 1' }, await readers('json'));
    expect(await matcher.matches(chunkOf(record), 0)).toBe(false);
    expect(matcher.problem).toMatch(/^The expression failed at partition 3, offset 42, .*'b'/);
  });

  test('waits for a schema that is on its way', async () => {
    const late: Decoder = { decode: async () => ({ format: 'avro', value: { amount: 12 } }) };
    const some = { ...(await readers('json')), value: late, valueFormat: 'avro' } as const;
    const filter = { fields: [{ path: 'value.amount', operator: 'is', value: '12' }] } as const;
    const match = new RecordMatcher(filter, some).matches(chunkOf(record), 0);
    expect(match).toBeInstanceOf(Promise);
    expect(await match).toBe(true);
  });

  test('is decoded only as far as it is looked at', async () => {
    const never: Decoder = {
      decode: () => {
        throw new Error('decoded in vain');
      },
    };
    const some = { ...(await readers('json')), key: never, value: never };
    const matcher = new RecordMatcher({ expression: 'offset === 42', text: 'amount' }, some);
    expect(await matcher.matches(chunkOf(record), 0)).toBe(true);
  });
});
