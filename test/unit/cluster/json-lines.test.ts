import { expect, test } from 'vitest';
import { JsonLinesError, JsonLinesReader } from '../../../server/cluster/json-lines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('values come out however the bytes were cut, inside a character too', () => {
  const all = bytes('{"a":"ü€"}\n\n[1]\r\n"x"\n"rest');
  for (let cut = 0; cut <= all.length; cut += 1) {
    const reader = new JsonLinesReader(100);
    const values = [...reader.push(all.subarray(0, cut)), ...reader.push(all.subarray(cut))];
    expect(values).toEqual([{ a: 'ü€' }, [1], 'x']);
  }
});

test('a line may be as long as the limit and no longer, complete or not', () => {
  expect(new JsonLinesReader(5).push(bytes('"abc"\n'))).toEqual(['abc']);
  expect(() => new JsonLinesReader(5).push(bytes('"abcd"\n'))).toThrow(JsonLinesError);
  const reader = new JsonLinesReader(5);
  expect(reader.push(bytes('"ab'))).toEqual([]);
  expect(() => reader.push(bytes('cde'))).toThrow('a line is longer than 5 bytes');
});

test('text that is not JSON is named', () => {
  expect(() => new JsonLinesReader(100).push(bytes('GET / HTTP/1.1\n'))).toThrow(
    'not JSON: GET / HTTP/1.1',
  );
});
