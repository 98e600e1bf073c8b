// Records made of real text: the licences and copyright notes that Debian ships, line by line, and
// where there are none those of the packages in node_modules.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../../harness/places.ts';
import type { TestHeader, TestRecord } from './record-frames.ts';

/** The timestamp of the first record; the others follow 10 ms apart, some a little out of order. */
export const corpusStart = Date.UTC(2024, 0, 1);

/** Milliseconds from one record to the next. */
export const corpusStep = 10;

/**
 * That many records over the partitions, the same at each call on a machine. Their offsets are those of
 * a topic that was empty. Among them are empty and absent keys and values, whole licences, names and
 * values in several scripts, repeated headers and headers without a value.
 */
export function corpus(count: number, partitions: number): TestRecord[] {
  const records: TestRecord[] = [];
  const offsets = new Array<number>(partitions).fill(0);
  for (const line of lines()) {
    if (records.length === count) break;
    const i = records.length;
    // Neither one after the other nor by key, so that consecutive lines meet in a batch at times.
    const partition = (i + Math.floor(i / (4 * partitions))) % partitions;
    const offset = offsets[partition]!++;
    records.push({ ...recordOf(line, i), partition, offset });
  }
  return records;
}

interface Line {
  readonly source: string;
  readonly number: number;
  readonly text: Uint8Array;
}

function recordOf(
  { source, number, text }: Line,
  i: number,
): Omit<TestRecord, 'partition' | 'offset'> {
  const early = i % 7 === 3 ? 35 : 0;
  return {
    timestamp: corpusStart + i * corpusStep - early,
    key: keyOf(source, i),
    value: i % 101 === 57 ? null : text,
    headers: headersOf(source, number, i),
  };
}

function keyOf(source: string, i: number): Uint8Array | null {
  if (i % 5 === 2) return null;
  if (i % 89 === 13) return new Uint8Array();
  return Buffer.from(source);
}

function headersOf(source: string, number: number, i: number): TestHeader[] {
  if (i % 3 === 1) return [];
  const headers = [
    { name: 'source', value: Buffer.from(source) },
    { name: 'line', value: Buffer.from(String(number)) },
  ];
  if (i % 11 === 0)
    headers.push({ name: 'Größe 数', value: Buffer.from([0xff, 0xc0, 0x80 + (i & 1)]) });
  if (i % 13 === 0) {
    headers.push(
      { name: 'tag', value: Buffer.from('a') },
      { name: 'tag', value: Buffer.from('b') },
    );
  }
  if (i % 17 === 0) headers.push({ name: 'empty', value: Buffer.alloc(0) });
  if (i % 19 !== 0) return headers;
  return [...headers, { name: 'absent', value: null }];
}

/** The lines of all texts, over and over; before those of a licence, all of it at once. */
function* lines(): Generator<Line> {
  const texts = textFiles();
  if (texts.length === 0) throw new Error('no text found on this machine: run npm ci');
  for (;;) {
    for (const path of texts) {
      const text = readFileSync(path);
      const source = ['copyright', 'LICENSE', 'LICENSE.md'].includes(basename(path))
        ? basename(dirname(path))
        : basename(path);
      if (text.length > 10_000 && text.length < 100_000) yield { source, number: 0, text };
      let number = 0;
      for (let start = 0; start < text.length; ) {
        const end = text.indexOf(0x0a, start);
        const stop = end < 0 ? text.length : end;
        yield { source, number: ++number, text: text.subarray(start, stop) };
        start = stop + 1;
      }
    }
  }
}

function textFiles(): string[] {
  const licences = filesIn('/usr/share/common-licenses', (name) => [name]);
  const notes = filesIn('/usr/share/doc', (name) => [join(name, 'copyright')]);
  if (licences.length > 0 && notes.length > 0) return [...licences, ...notes];
  const own = (name: string) => [join(name, 'LICENSE'), join(name, 'LICENSE.md')];
  return filesIn(join(root, 'node_modules'), own);
}

function filesIn(folder: string, paths: (name: string) => string[]): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => paths(name).map((path) => join(folder, path)))
    .filter(existsSync);
}
