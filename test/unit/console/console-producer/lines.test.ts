import { expect, test } from 'vitest';
import { linesOf } from '../../../../server/console/console-producer/lines.ts';

async function linesIn(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const lines: string[] = [];
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  for await (const line of linesOf(bytes)) lines.push(line);
  return lines;
}

test('LF, CR and CRLF end lines, and the last one may do without', async () => {
  expect(await linesIn('a\nb\rc\r\nd')).toEqual(['a', 'b', 'c', 'd']);
  expect(await linesIn('a\n')).toEqual(['a']);
  expect(await linesIn('')).toEqual([]);
});

test('empty lines are lines', async () => {
  expect(await linesIn('\n\na\n\n')).toEqual(['', '', 'a', '']);
  expect(await linesIn('\r\n\r\n')).toEqual(['', '']);
});

test('a CRLF that chunks divide is one end', async () => {
  expect(await linesIn('a\r', '\nb\r', 'c')).toEqual(['a', 'b', 'c']);
  expect(await linesIn('a\r', '\n')).toEqual(['a']);
});

test('characters and lines may be divided anywhere', async () => {
  const bytes = Buffer.from('grüße\n€ 😀 and on\nend');
  for (let at = 0; at <= bytes.length; at++) {
    expect(await linesIn(bytes.subarray(0, at), bytes.subarray(at))).toEqual([
      'grüße',
      '€ 😀 and on',
      'end',
    ]);
  }
});

test('a long line comes whole', async () => {
  const piece = 'x'.repeat(65_536);
  const [line] = await linesIn(...Array.from({ length: 64 }, () => piece), '\n');
  expect(line).toHaveLength(64 * 65_536);
});

test('what is not UTF-8 becomes replacement characters, and a mark at the beginning stays', async () => {
  expect(await linesIn(Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0xe2))).toEqual([
    'a\ufffdb',
    '\ufffd',
  ]);
  expect(await linesIn('\ufeffa\n')).toEqual(['\ufeffa']);
});
