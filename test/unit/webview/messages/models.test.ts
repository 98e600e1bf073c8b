import { describe, expect, test } from 'vitest';
import type { DecodedWhole, RecordDetail } from '../../../../server/contract/messages/reading.ts';
import { foldsOf, unfoldedLines } from '../../../../webview/messages/detail/folding.ts';
import { hexLines } from '../../../../webview/messages/detail/hex-lines.ts';
import { tokensOf } from '../../../../webview/messages/detail/json-tokens.ts';
import {
  consoleCommand,
  kcatCommand,
  recordJson,
} from '../../../../webview/messages/detail/record-text.ts';
import {
  conditionsOf,
  isEmpty,
  isSame,
  tidied,
  withField,
  withoutCondition,
} from '../../../../webview/messages/filter/filter-model.ts';
import { barsPath } from '../../../../webview/messages/histogram/bars.ts';
import { brushed, isWhole, nudged, placed } from '../../../../webview/messages/histogram/brush.ts';
import { fittingPart, partAfterKey } from '../../../../webview/messages/layout/split-size.ts';
import {
  firstColumns,
  gridTemplate,
  leastWidth,
  moved,
  resized,
  restoredColumns,
  shownColumns,
  toggled,
} from '../../../../webview/messages/table/columns.ts';
import {
  parsePartitions,
  partitionsText,
} from '../../../../webview/messages/toolbar/partition-list.ts';
import { momentText, parseMoment } from '../../../../webview/ui/times.ts';
import { fc } from '../../../harness/fast-check.ts';

describe('columns', () => {
  const names = (columns: typeof firstColumns) => shownColumns(columns).map(({ id }) => id);

  test('are moved past those that are shown', () => {
    expect(names(moved(firstColumns, 'key', -2))).toEqual([
      ...['timestamp', 'key', 'partition', 'offset', 'value', 'headers'],
    ]);
    const hidden = toggled(firstColumns, 'partition');
    expect(names(moved(hidden, 'timestamp', 1))).toEqual([
      ...['offset', 'timestamp', 'key', 'value', 'headers'],
    ]);
    expect(moved(firstColumns, 'timestamp', -1)).toBe(firstColumns);
  });

  test('moved there and back are where they were', () => {
    const id = fc.constantFrom(...names(firstColumns));
    fc.assert(
      fc.property(id, fc.integer({ min: -6, max: 6 }), (id, by) => {
        const at = names(firstColumns).indexOf(id);
        const there = moved(firstColumns, id, by);
        const back = moved(there, id, at - names(there).indexOf(id));
        expect(names(back)).toEqual(names(firstColumns));
      }),
    );
  });

  test('are as wide as chosen, and the value takes what is left', () => {
    const columns = resized(resized(firstColumns, 'key', 3), 'timestamp', 199.6);
    expect(gridTemplate(columns)).toBe('200px 84px 96px 48px minmax(200px, 1fr) 148px');
    expect(leastWidth(columns)).toBe(776);
    expect(gridTemplate(toggled(columns, 'value'))).toBe('200px 84px 96px 48px minmax(148px, 1fr)');
  });

  test('come back as they were kept, as far as there are such', () => {
    const kept = [
      { id: 'value', width: 500, shown: true },
      { id: 'colour', width: 5, shown: true },
    ] as unknown as typeof firstColumns;
    const restored = restoredColumns(kept);
    expect(names(restored)).toEqual(['value']);
    expect(restored).toHaveLength(firstColumns.length);
    expect(restoredColumns([])).toBe(firstColumns);
  });
});

describe('moments', () => {
  const ms = Date.UTC(2026, 10, 22, 9, 5, 7, 45);

  test('are written to the millisecond', () => {
    expect(momentText(ms, 'utc')).toBe('2026-11-22 09:05:07.045Z');
    expect(momentText(ms, 'epoch')).toBe(String(ms));
    expect(momentText(-1, 'local')).toBe('');
  });

  test('are read as they were written', () => {
    for (const form of ['local', 'utc', 'epoch'] as const) {
      expect(parseMoment(momentText(ms, form), form, 0)).toBe(ms);
    }
    expect(parseMoment('9:05', 'utc', ms)).toBe(Date.UTC(2026, 10, 22, 9, 5));
    expect(parseMoment('2026-11-22', 'utc', 0)).toBe(Date.UTC(2026, 10, 22));
    expect(parseMoment('2026-11-22T10:05+01:00', 'local', 0)).toBe(Date.UTC(2026, 10, 22, 9, 5));
    for (const none of ['', 'noon', '2026-13-45', '25:99']) {
      expect(parseMoment(none, 'utc', ms)).toBeUndefined();
    }
  });
});

describe('partitions', () => {
  const there = Array.from({ length: 12 }, (_, i) => i);
  const say = (problem: string, part: string) => `${problem} ${part}`;

  test('are typed as numbers and ranges', () => {
    expect(parsePartitions('0-3, 7', there, say)).toEqual([0, 1, 2, 3, 7]);
    expect(parsePartitions(' ', there, say)).toBeUndefined();
    expect(parsePartitions('10-99', there, say)).toEqual([10, 11]);
    expect(() => parsePartitions('x', there, say)).toThrow('syntax x');
    expect(() => parsePartitions('12', there, say)).toThrow('unknown 12');
  });

  test('are written as they are typed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...there), { minLength: 1 }), (chosen) => {
        const sorted = chosen.sort((a, b) => a - b);
        expect(parsePartitions(partitionsText(sorted), there, say)).toEqual(sorted);
      }),
    );
  });
});

describe('a filter', () => {
  const field = { path: 'value.amount', operator: 'greater', value: '10' } as const;

  test('is made of conditions that can be taken away', () => {
    const filter = withField({ text: 'x', time: { from: 1, to: 2 } }, field);
    const conditions = conditionsOf(filter);
    expect(conditions.map(({ kind }) => kind)).toEqual(['field', 'time']);
    const left = conditions.reduce(withoutCondition, filter);
    expect(left).toEqual({ text: 'x' });
  });

  test('that asks for nothing is empty', () => {
    expect(tidied({ text: ' ', fields: [], time: undefined })).toEqual({});
    expect(isEmpty({ text: '' })).toBe(true);
    expect(isSame({ text: 'a', expression: '' }, { text: 'a' })).toBe(true);
    expect(isSame({ text: 'a' }, { text: 'b' })).toBe(false);
  });
});

describe('the histogram', () => {
  const scale = { from: 1000, to: 2000, step: 100 };

  test('is brushed in whole bars', () => {
    expect(brushed(scale, 0.75, 0.32)).toEqual({ from: 1300, to: 1800 });
    expect(brushed(scale, 0.5, 0.5)).toEqual({ from: 1500, to: 1600 });
    expect(brushed(scale, -3, 9)).toEqual({ from: 1000, to: 2000 });
    expect(isWhole(scale, brushed(scale, -3, 9))).toBe(true);
  });

  test('keeps a bar wherever the ends are moved to', () => {
    expect(nudged(scale, undefined, 'from', 2)).toEqual({ from: 1200, to: 2000 });
    expect(nudged(scale, { from: 1200, to: 1300 }, 'from', 5)).toEqual({ from: 1200, to: 1300 });
    expect(nudged(scale, { from: 1200, to: 1300 }, 'to', 50)).toEqual({ from: 1200, to: 2000 });
    expect(placed(scale, { from: 1250, to: 9000 })).toEqual([0.25, 1]);
  });

  test('draws every count that is not nothing', () => {
    expect(barsPath([0, 4, 1], 4, 30, 10)).toBe('M10 10v-10h9V10zM20 10v-5h9V10z');
  });
});

describe('the detail', () => {
  const whole = (format: DecodedWhole['format'], text: string): DecodedWhole => ({
    format,
    text,
    size: text.length,
    hex: '',
  });

  test('folds what has brackets', () => {
    const value = { a: [1, 2, { b: 3 }], c: {}, d: 'x {' };
    const lines = JSON.stringify(value, undefined, 2).split('\n');
    const folds = foldsOf(lines);
    expect([...folds.values()]).toEqual([
      { first: 4, last: 6, count: 1 },
      { first: 1, last: 7, count: 3 },
      { first: 0, last: 10, count: 3 },
    ]);
    expect(unfoldedLines(lines.length, folds, new Set([1]))).toEqual([0, 1, 8, 9, 10]);
    expect(unfoldedLines(lines.length, folds, new Set([0, 4]))).toEqual([0]);
  });

  test('tells names, strings, numbers and words apart', () => {
    const kinds = tokensOf('  "a\\"b": ["x: 1", -2.5e3, true, null],').map(
      ({ kind, text }) => `${kind} ${text}`,
    );
    expect(kinds.filter((kind) => !kind.startsWith('other'))).toEqual([
      ...['name "a\\"b"', 'string "x: 1"', 'number -2.5e3', 'word true', 'word null'],
    ]);
    fc.assert(
      fc.property(fc.json(), (line) => {
        expect(
          tokensOf(line)
            .map(({ text }) => text)
            .join(''),
        ).toBe(line);
      }),
    );
  });

  test('shows bytes as editors of them do', () => {
    expect(hexLines('7b2269642200ff')).toEqual([
      `00000000  7b 22 69 64 22 00 ff${' '.repeat(28)}  {"id"··`,
    ]);
    expect(hexLines('41'.repeat(17))[1]).toMatch(/^00000010 {2}41 .* A$/);
  });

  test('is one JSON object', () => {
    const text = { format: 'string', text: '', shortened: false, size: 0 } as const;
    const detail: RecordDetail = {
      row: {
        id: 1,
        partition: 3,
        offset: 17,
        timestamp: 0,
        timestampType: 'create',
        key: text,
        value: text,
        headers: [],
        size: 0,
        compression: 'none',
        transactional: false,
      },
      key: whole('int64', '9007199254740993'),
      value: whole('json', '{\n  "a": 1\n}'),
      headers: [{ name: 'h', value: whole('null', '') }],
    };
    expect(JSON.parse(recordJson(detail, 'orders'))).toEqual({
      topic: 'orders',
      partition: 3,
      offset: 17,
      timestamp: '1970-01-01T00:00:00.000Z',
      key: '9007199254740993',
      value: { a: 1 },
      headers: [{ name: 'h', value: null }],
    });
    const far = { ...detail, row: { ...detail.row, timestamp: 9e15 } };
    expect(JSON.parse(recordJson(far, 'orders')).timestamp).toBe(9e15);
  });

  test('is copied as commands that a shell takes', () => {
    const place = { bootstrap: 'localhost:9092', topic: 'orders', partition: 3, offset: 17 };
    expect(kcatCommand(place)).toBe('kcat -C -b localhost:9092 -t orders -p 3 -o 17 -c 1 -e');
    expect(consoleCommand({ ...place, topic: "o'k" })).toContain("--topic 'o'\\''k' --partition 3");
  });
});

test('both sides of a split can be used', () => {
  expect(fittingPart(0, 1000)).toBeCloseTo(0.12);
  expect(fittingPart(1, 1000)).toBeCloseTo(0.88);
  expect(fittingPart(0.9, 100)).toBeCloseTo(0.5);
  expect(partAfterKey('ArrowUp', 0.5, true)).toBeCloseTo(0.55);
  expect(partAfterKey('ArrowUp', 0.5, false)).toBeUndefined();
});
