import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  ExportOptions,
  ExportProgress,
} from '../../../../server/contract/messages/reading.ts';
import { Exporting } from '../../../../server/messages/export/exporting.ts';
import { DrivenReading } from '../../../harness/driven-reading.ts';
import { type FakeRecord, FakeTopic } from '../../../harness/fake-topic.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { tempFolder } from '../../../harness/temp.ts';

const temp = tempFolder('exporting');
afterAll(() => temp.remove());

let folder = 0;
let file: string;
let progress: ExportProgress[];
beforeEach(() => {
  const path = join(temp.path, String(folder++));
  mkdirSync(path);
  file = join(path, 'records.out');
  progress = [];
});

async function reading(records: readonly FakeRecord[]): Promise<DrivenReading> {
  const clock = new ManualClock(0);
  const topic = new FakeTopic(clock);
  topic.append(0, records);
  const driven = new DrivenReading(clock, topic);
  await driven.done();
  return driven;
}

function start(
  { reading: { view } }: DrivenReading,
  format: ExportOptions['format'],
  records = view.matching() as Parameters<typeof Exporting.start>[0]['records'],
): Promise<Exporting> {
  return Exporting.start({
    options: { file, format },
    records,
    decoders: view.decoders,
    clock: new ManualClock(0),
    onProgress: (each) => progress.push(each),
  });
}

async function exported(format: ExportOptions['format'], records: readonly FakeRecord[]) {
  await (await start(await reading(records), format)).ended;
  expect(progress.at(-1)).toMatchObject({ state: 'done', written: records.length });
  return readFileSync(file, 'utf8');
}

const header = (key: string, text: string) => ({ key, value: new TextEncoder().encode(text) });
const inFolder = () => readdirSync(join(file, '..'));

describe('JSON lines', () => {
  test('have every record as it is', async () => {
    const lines = await exported('jsonl', [
      {
        timestamp: 5,
        key: 'a',
        value: '{"n": 1, "big": 12345678901234567890}',
        headers: [header('h', 'x'), header('h', 'y')],
      },
      { timestamp: -1, key: null, value: null },
      { timestamp: 7, key: '', value: '=1' },
    ]);
    expect(lines.split('\n')).toEqual([
      '{"partition":0,"offset":1,"timestamp":null,"key":null,"value":null,"headers":[]}',
      '{"partition":0,"offset":0,"timestamp":5,"key":"a","value":{"n":1,"big":12345678901234567890},"headers":[{"name":"h","value":"x"},{"name":"h","value":"y"}]}',
      expect.stringMatching(/^\{"partition":0,"offset":2,"timestamp":7,"key":"","value":"=1"/),
      '',
    ]);
  });
});

describe('CSV', () => {
  test('is as RFC 4180 has it', async () => {
    const text = await exported('csv', [
      { timestamp: 0, key: 'say "mill"', value: '"a, b"' },
      { timestamp: 1, key: 'two\nlines', value: null },
      { timestamp: 2, key: '', value: '1' },
    ]);
    expect(text).toBe(
      [
        'partition,offset,timestamp,key,value,headers',
        '0,0,1970-01-01T00:00:00.000Z,"say ""mill""","a, b",',
        '0,1,1970-01-01T00:00:00.001Z,"two\nlines",,',
        '0,2,1970-01-01T00:00:00.002Z,"",1,',
        '',
      ].join('\r\n'),
    );
  });

  test.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1+1', "'+1+1"],
    ['@SUM(1)', "'@SUM(1)"],
    ['-5', '-5'],
    ['+1.5e3', '+1.5e3'],
    ['-a', "'-a"],
  ])('has no formulas: %s', async (key, cell) => {
    const text = await exported('csv', [{ key, value: '1' }]);
    expect(text.split('\r\n')[1]).toBe(`0,0,1970-01-01T00:00:00.000Z,${cell},1,`);
  });
});

test('raw values are the bytes, a line each', async () => {
  expect(await exported('raw', [{ value: '{"a":\n1}' }, { value: null }, { value: 'ü' }])).toBe(
    '{"a":\n1}\n\nü\n',
  );
});

describe('a file', () => {
  test('has those records that are chosen', async () => {
    const driven = await reading([{ value: '1' }, { value: '2' }, { value: '3' }]);
    const { rows } = await driven.reading.view.rows({ from: 0, count: 3 });
    const chosen = driven.reading.view.chosen([rows[2]!.id, 99_999_999, rows[0]!.id]);
    await (await start(driven, 'raw', chosen)).ended;
    expect(readFileSync(file, 'utf8')).toBe('3\n1\n');
  });

  test('that was there is replaced in the end', async () => {
    writeFileSync(file, 'before');
    const exporting = await start(await reading([{ value: '1' }]), 'raw');
    expect(readFileSync(file, 'utf8')).toBe('before');
    await exporting.ended;
    expect(readFileSync(file, 'utf8')).toBe('1\n');
    expect(inFolder()).toEqual(['records.out']);
  });

  test('stays as it was, and nothing is left, after a cancel', async () => {
    writeFileSync(file, 'before');
    const exporting = await start(await reading([{ value: '1' }, { value: '2' }]), 'raw');
    exporting.cancel();
    await exporting.ended;
    expect(progress.at(-1)?.state).toBe('cancelled');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(inFolder()).toEqual(['records.out']);
  });

  test('that cannot be written is told in one sentence', async () => {
    const driven = await reading([{ value: '1' }]);
    file = join(temp.path, 'nowhere', 'records.out');
    await expect(start(driven, 'raw')).rejects.toThrow(
      `${file} cannot be written: there is no such folder.`,
    );
  });
});
