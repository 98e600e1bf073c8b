import { describe, expect, test } from 'vitest';
import { csvRecords } from '../../../../server/messages/producing/files/csv-records.ts';
import type { FileRecord } from '../../../../server/messages/producing/files/file-record.ts';
import { jsonRecords } from '../../../../server/messages/producing/files/json-records.ts';
import { lineRecords } from '../../../../server/messages/producing/files/line-records.ts';

/** In pieces of a length, as files are read. */
async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += length) yield text.slice(i, i + length);
}

type Read = (chunks: AsyncIterable<string>) => AsyncIterable<FileRecord[]>;
const json: Read = (chunks) => jsonRecords(chunks, { key: false, value: true });

async function all(read: Read, text: string, length = text.length): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for await (const some of read(inPieces(text, Math.max(1, length)))) records.push(...some);
  return records;
}

describe('lines', () => {
  test('are values', async () => {
    expect(await all(lineRecords, 'a\r\n\nb c\n"d"')).toEqual([
      { value: 'a' },
      { value: 'b c' },
      { value: '"d"' },
    ]);
  });
});

describe('CSV', () => {
  test('names its columns; others are headers', async () => {
    const text =
      'key,value,partition,timestamp,source\r\n' +
      'k1,"{""a"": 1}",2,1700000000000,web\r\n,,,,\n"","",,2026-01-31T12:00:00Z,"a, b\nc"\n';
    expect(await all(csvRecords, text)).toEqual([
      {
        ...{ key: 'k1', value: '{"a": 1}', partition: 2, timestamp: 1_700_000_000_000 },
        headers: [{ name: 'source', value: 'web' }],
      },
      { key: null, value: null },
      {
        ...{ key: '', value: '', timestamp: Date.UTC(2026, 0, 31, 12) },
        headers: [{ name: 'source', value: 'a, b\nc' }],
      },
    ]);
  });

  test('as an export has written it', async () => {
    const text =
      'partition,offset,timestamp,key,value,headers\r\n1,17,,k,v,"[{""name"":""h"",""value"":""x""}]"\r\n';
    expect(await all(csvRecords, text)).toEqual([
      { partition: 1, key: 'k', value: 'v', headers: [{ name: 'h', value: 'x' }] },
    ]);
  });

  test('says what is wrong, of the file or of a line', async () => {
    await expect(all(csvRecords, 'a,b\n1,2\n')).rejects.toThrow(/name the columns/);
    await expect(all(csvRecords, 'key,value\na,"b')).rejects.toThrow(/closing quote/);
    const [first, second, third] = await all(csvRecords, 'key,partition\na,x\nb,1,2\nc,1\n');
    expect(first?.problem).toBe('x is no partition: write a number from 0 on.');
    expect(second?.problem).toMatch(/3 cells, but there are 2 columns/);
    expect(third).toEqual({ key: 'c', partition: 1 });
  });
});

describe('a JSON array', () => {
  test('has records, and values', async () => {
    const text =
      ' [{"key":"k","value":{"n":12345678901234567890},"headers":{"h":"x"},"partition":1,"timestamp":5},\n' +
      ' 1.50, "text, [with] \\"all\\"", {"value":1,"other":2}, null, {"value":null}] ';
    expect(await all(json, text)).toEqual([
      {
        ...{ key: 'k', value: '{"n":12345678901234567890}', partition: 1, timestamp: 5 },
        headers: [{ name: 'h', value: 'x' }],
      },
      { value: '1.50' },
      { value: '"text, [with] \\"all\\""' },
      { value: '{"value":1,"other":2}' },
      { value: null },
      { value: null },
    ]);
  });

  test('says what is wrong, of the file or of an element', async () => {
    await expect(all(json, '{"a":1}\n{"a":2}')).rejects.toThrow(/no JSON array.*One value a line/);
    await expect(all(json, '[1, 2')).rejects.toThrow(/closing bracket is missing/);
    await expect(all(json, '[1,,2]')).rejects.toThrow(/nothing where element 2 should be/);
    await expect(all(json, '[1] 2')).rejects.toThrow(/more in the file/);
    expect((await all(json, '[tru, 1]')).map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/^This is not JSON/),
      undefined,
    ]);
  });
});

test('where a file is cut while it is read does not matter', async () => {
  const cases: readonly (readonly [Read, string])[] = [
    [lineRecords, 'a\r\nbc\n\nd'],
    [csvRecords, 'key,value,h\r\na,"b""c\r\n,d",\r\n,"",x\n'],
    [json, '[ {"value":"a\\"]","key":"k"}, [1,[2]], "b" , {} ]'],
  ];
  for (const [read, text] of cases) {
    const whole = await all(read, text);
    for (let length = 1; length < text.length; length++) {
      expect(await all(read, text, length)).toEqual(whole);
    }
  }
});
