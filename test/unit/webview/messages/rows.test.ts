import { describe, expect, test } from 'vitest';
import type { RecordRow, Rows, RowWindow } from '../../../../server/contract/messages/reading.ts';
import { startOf } from '../../../../webview/messages/table/mark-start.ts';
import { keyKind, valueKind } from '../../../../webview/messages/table/record-kinds.ts';
import { RecordSelection } from '../../../../webview/messages/table/record-selection.ts';
import { RowLoader, type Seen } from '../../../../webview/messages/table/row-loader.ts';
import { RowStore } from '../../../../webview/messages/table/row-store.ts';

const text = (text: string) => ({ format: 'string', text, shortened: false, size: 1 }) as const;
const none = { format: 'null', text: '', shortened: false, size: -1 } as const;

function record(id: number, fields: Partial<RecordRow> = {}): RecordRow {
  return {
    id,
    partition: 0,
    offset: id,
    timestamp: id,
    timestampType: 'create',
    key: text('k'),
    value: text('v'),
    headers: [],
    size: 2,
    compression: 'none',
    transactional: false,
    ...fields,
  };
}

/** Records newest first, of which more can come; answers when it is told to. */
class Topic {
  newest = 999;
  readonly asked: RowWindow[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly ask = async (window: RowWindow): Promise<Rows> => {
    this.asked.push(window);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const at = 'anchor' in window ? Math.max(0, this.newest - window.anchor - window.before) : 0;
    const from = 'from' in window ? window.from : window.anchor > this.newest ? 0 : at;
    const count = Math.min(window.count, this.newest + 1 - from);
    const rows = Array.from({ length: Math.max(0, count) }, (_, i) =>
      record(this.newest - from - i),
    );
    return { from, rows, total: this.newest + 1 };
  };

  async answer(): Promise<void> {
    this.#waiting.shift()?.();
    await new Promise(setImmediate);
  }
}

function loaderOf(topic: Topic, seen: { now: Seen }) {
  const moves: number[] = [];
  const loader = new RowLoader({
    ask: topic.ask,
    seen: () => seen.now,
    onRows: (moved) => {
      moves.push(moved);
      seen.now = { ...seen.now, first: seen.now.first + moved };
    },
    onProblem: (problem) => expect.fail(problem),
  });
  return { loader, moves };
}

describe('loading rows', () => {
  const top: Seen = { first: 0, count: 20, anchor: undefined, follows: true, atEnd: false };
  const below: Seen = { ...top, follows: false };

  test('asks for what is seen and some around it, once', async () => {
    const topic = new Topic();
    const { loader, moves } = loaderOf(topic, { now: top });
    loader.invalidate();
    loader.look();
    await topic.answer();
    loader.look();
    expect(topic.asked).toEqual([{ from: 0, count: 60 }]);
    expect(moves).toEqual([0]);
    expect(loader.store.get(59)?.id).toBe(940);
  });

  test('asks for the place that was scrolled to meanwhile, not for those between', async () => {
    const topic = new Topic();
    const seen = { now: top };
    const { loader } = loaderOf(topic, seen);
    loader.invalidate();
    for (const first of [100, 300, 700]) {
      seen.now = { ...below, first };
      loader.look();
    }
    await topic.answer();
    await topic.answer();
    expect(topic.asked).toEqual([
      { from: 0, count: 60 },
      { from: 680, count: 80 },
    ]);
    expect(loader.store.get(700)?.id).toBe(299);
  });

  test('keeps the anchored record in its place while records come', async () => {
    const topic = new Topic();
    const seen = { now: { ...below, first: 100, anchor: { id: 894, number: 105 } } };
    const { loader, moves } = loaderOf(topic, seen);
    loader.invalidate();
    await topic.answer();
    topic.newest += 70;
    loader.invalidate();
    await topic.answer();
    expect(topic.asked[1]).toEqual({ anchor: 894, before: 25, count: 80 });
    expect(moves).toEqual([0, 70]);
    expect(loader.store.get(175)?.id).toBe(894);
  });

  test('keeps a record in its place that is selected while rows are on their way', async () => {
    const topic = new Topic();
    const seen: { now: Seen } = { now: top };
    const { loader, moves } = loaderOf(topic, seen);
    loader.invalidate();
    await topic.answer();
    for (const come of [10, 5000]) {
      topic.newest += come;
      seen.now = top;
      loader.invalidate();
      seen.now = { ...below, anchor: { id: 995, number: 4 } };
      await topic.answer();
      await topic.answer();
      expect(moves.at(-1)).toBe(topic.newest - 995 - 4);
    }
  });

  test('goes to the first rows while others are on their way, and stays there', async () => {
    const topic = new Topic();
    const seen: { now: Seen } = { now: { ...below, first: 100, anchor: { id: 894, number: 105 } } };
    const { loader, moves } = loaderOf(topic, seen);
    loader.invalidate();
    await topic.answer();
    topic.newest += 70;
    loader.invalidate();
    seen.now = top;
    loader.look();
    await topic.answer();
    await topic.answer();
    expect(topic.asked.at(-1)).toEqual({ from: 0, count: 60 });
    expect(moves).toEqual([0, 0, 0]);
    expect(loader.store.get(0)?.id).toBe(topic.newest);
  });

  test('shows what is there in place of a record that is gone', async () => {
    const topic = new Topic();
    const seen = { now: { ...below, first: 100, anchor: { id: 5000, number: 105 } } };
    const { loader, moves } = loaderOf(topic, seen);
    loader.invalidate();
    await topic.answer();
    await topic.answer();
    expect(topic.asked[1]).toEqual({ from: 80, count: 80 });
    expect(moves).toEqual([0]);
    expect(loader.store.get(100)?.id).toBe(899);
  });

  test('takes no rows of a reading that was replaced', async () => {
    const topic = new Topic();
    const { loader, moves } = loaderOf(topic, { now: top });
    loader.invalidate();
    loader.forget();
    await topic.answer();
    expect(moves).toEqual([]);
    expect(loader.store.total).toBe(0);
  });
});

test('rows far from those that came last go when there are too many', () => {
  const store = new RowStore();
  for (let from = 0; from < 6000; from += 100) {
    store.add({ from, rows: Array.from({ length: 100 }, (_, i) => record(from + i)), total: 6000 });
  }
  expect(store.get(0)).toBeUndefined();
  expect(store.lacks(5900, 6100)).toBe(false);
  expect(store.numberOf(5990)).toBe(5990);
  store.resize(5950);
  expect(store.get(5960)).toBeUndefined();
});

test('a range of selected rows begins where it began, also when rows come above', () => {
  const selection = new RecordSelection();
  selection.select(7, 10);
  expect(selection.rangeTo(3, 14)).toEqual({ start: 7, before: 0, count: 5 });
  selection.moved(100);
  expect(selection.active).toEqual({ id: 7, number: 110 });
  expect(selection.rangeTo(9, 108)).toEqual({ start: 7, before: 2, count: 3 });
  selection.selectRange([5, 6, 7], 5, 108);
  expect(selection.ids).toEqual([5, 6, 7]);
  selection.toggle(6, 109);
  expect([selection.has(6), selection.size]).toEqual([false, 2]);
});

test('null, empty, tombstones and records of headers alone are told apart', () => {
  const headers = [{ name: 'h', value: text('x') }];
  const empty = { ...text(''), format: 'empty', size: 0 } as const;
  expect(valueKind(record(1))).toBe('text');
  expect(valueKind(record(1, { value: empty }))).toBe('empty');
  expect(valueKind(record(1, { value: none }))).toBe('tombstone');
  expect(valueKind(record(1, { value: none, headers }))).toBe('tombstone');
  expect(valueKind(record(1, { key: none, value: none, headers }))).toBe('headersOnly');
  expect(valueKind(record(1, { key: none, value: none }))).toBe('null');
  expect(keyKind(record(1, { key: none }))).toBe('null');
  expect(keyKind(record(1, { key: { ...text('a'), problem: 'It is no JSON.' } }))).toBe('bytes');
});

test('a text begins where its first mark can be seen', () => {
  expect(startOf([10, 20], 30)).toBe(0);
  expect(startOf([100, 110], 30)).toBe(90);
  expect(startOf(undefined, 30)).toBe(0);
  expect(startOf([2, 50], 30)).toBe(0);
});
