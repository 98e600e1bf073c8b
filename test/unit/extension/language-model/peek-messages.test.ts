import { describe, expect, test } from 'vitest';
import { readingOf } from '../../../../extension/language-model/peek-messages.ts';
import { recordText } from '../../../../extension/language-model/record-text.ts';
import { ToolInput } from '../../../../extension/language-model/tool-input.ts';
import type { DecodedPreview, RecordRow } from '../../../../server/contract/messages/reading.ts';

const reading = (input: object) =>
  readingOf('orders', new ToolInput({ topic: 'orders', ...input }));

describe('what is read', () => {
  test('is the newest, if nothing is said', () => {
    expect(reading({})).toMatchObject({
      topic: 'orders',
      start: { kind: 'last', count: 10 },
      stop: { atEnd: true },
      order: 'newest',
      key: { format: 'auto' },
    });
  });

  test('is as much of each partition as is wanted of all, so that the first are among it', () => {
    const stop = { atEnd: true, scannedEach: 5 };
    expect(reading({ from: 'oldest', limit: 5 })).toMatchObject({
      start: { kind: 'earliest' },
      order: 'oldest',
      stop,
    });
    expect(reading({ offset: 17, partition: 2, limit: 5 })).toMatchObject({
      start: { kind: 'offset', offset: 17 },
      partitions: [2],
      stop,
    });
  });

  test('begins at a time in either form', () => {
    const timestamp = Date.UTC(2026, 0, 31, 12);
    for (const text of ['2026-01-31T12:00:00Z', String(timestamp)]) {
      expect(reading({ timestamp: text }).start).toEqual({ kind: 'timestamp', timestamp });
    }
    expect(() => reading({ timestamp: 'yesterday' })).toThrow(/must be ISO 8601/);
  });

  test('is searched through as far as that goes', () => {
    expect(reading({ contains: 'x' })).toMatchObject({
      start: { kind: 'last', count: 10_000 },
      filter: { text: 'x' },
      stop: { matching: Number.MAX_SAFE_INTEGER },
    });
    expect(reading({ contains: 'x', from: 'oldest' }).stop).toEqual({
      atEnd: true,
      scanned: 10_000,
      matching: 10,
    });
  });

  test('has one beginning', () => {
    expect(() => reading({ from: 'oldest', offset: 1 })).toThrow(
      'Give only one of from, offset and timestamp.',
    );
  });
});

const part = (format: DecodedPreview['format'], text = '', size = text.length): DecodedPreview => ({
  ...{ format, text, size },
  shortened: false,
});

const row: RecordRow = {
  ...{ id: 1, partition: 2, offset: 17, timestamp: Date.UTC(2026, 0, 31), timestampType: 'create' },
  key: part('string', 'k-1'),
  value: part('json', '{"a":1}'),
  headers: [],
  ...{ size: 10, compression: 'none', transactional: false },
};

describe('a record', () => {
  test('says where it is, and of each part what it is', () => {
    const headers = [{ name: 'source', value: part('string', 'web') }];
    expect(recordText({ ...row, headers }, 500)).toBe(
      [
        'partition 2, offset 17, 2026-01-31T00:00:00.000Z',
        '  key (string; 3 bytes): k-1',
        '  value (json; 7 bytes): {"a":1}',
        '  header source (string; 3 bytes): web',
      ].join('\n'),
    );
  });

  test('tells null, empty and tombstones apart', () => {
    const text = recordText({ ...row, key: part('empty'), value: part('null', '', -1) }, 500);
    expect(text).toContain('key is empty (0 bytes)\n  value is null, a tombstone');
    const none = recordText({ ...row, key: part('null'), value: part('null') }, 500);
    expect(none).toMatch(/key is null\n {2}value is null$/);
  });

  test('is cut, and says so', () => {
    const value = { ...part('string', 'x'.repeat(512), 9_000), shortened: true };
    expect(recordText({ ...row, value }, 20)).toContain(
      `value (string; 9000 bytes): ${'x'.repeat(20)} … (the first 20 characters)`,
    );
    const longer = { key: 'k-1', value: 'x'.repeat(9_000) };
    expect(recordText({ ...row, value }, 8_000, longer)).toContain('(the first 8000 characters)');
    expect(recordText({ ...row, value }, 9_000, longer)).toMatch(/: x{9000}$/);
  });

  test('shows bytes as bytes with the reason', () => {
    const value = { ...part('bytes', '00 ff  ··', 2), problem: 'This is not JSON.' };
    expect(recordText({ ...row, timestamp: -1, value }, 500)).toContain(
      'no timestamp\n  key (string; 3 bytes): k-1\n  value (bytes; This is not JSON; 2 bytes): 00 ff  ··',
    );
  });
});
