// A reading of generated records, as the process that reads records would answer about it.

import type {
  ReadingOptions,
  ReadingStatus,
  RecordFilter,
  RecordOrder,
  RecordRow,
  Rows,
  RowWindow,
  TimeHistogram,
} from '../../../server/contract/messages/reading.ts';
import { FIRST_TIME, PARTITIONS, recordAt } from './generated-records.ts';

/** What there is to read. */
export interface FakeTopic {
  readonly records: number;
  /** Records a second that come while the reading is live. */
  readonly rate: number;
  /** Milliseconds between records. */
  readonly spacing: number;
}

/** Records that a pass of a filter looks at before others have their turn. */
const AT_ONCE = 20_000;

export class FakeReading {
  readonly #topic: FakeTopic;
  readonly #first: number;
  #count: number;
  #filter: RecordFilter;
  #order: RecordOrder;
  /** The numbers of those that match; undefined where all do. */
  #matches: number[] | undefined;
  /** How many have been looked at. */
  #filtered = 0;
  #state: ReadingStatus['state'] = 'live';
  #version = 0;
  #problem: string | undefined;
  #due = 0;

  constructor(topic: FakeTopic, options: ReadingOptions) {
    this.#topic = topic;
    this.#count = topic.records;
    const { start } = options;
    if (start.kind === 'last') this.#first = Math.max(0, topic.records - start.count);
    else if (start.kind === 'latest') this.#first = topic.records;
    else if (start.kind === 'offset') this.#first = start.offset * PARTITIONS;
    else this.#first = 0;
    this.#filter = options.filter;
    this.#order = options.order;
    if (options.stop.atEnd) this.#state = 'done';
    this.filter({
      ...options.filter,
      ...(options.partitions && { partitions: options.partitions }),
    });
  }

  /** Lets time pass. @param ms milliseconds. */
  pass(ms: number): void {
    if (this.#state === 'live' && this.#topic.rate > 0) {
      this.#due += (ms * this.#topic.rate) / 1000;
      const come = Math.floor(this.#due);
      this.#due -= come;
      this.#count += come;
      if (come > 0) this.#version++;
    }
    this.#look(AT_ONCE);
  }

  filter(filter: RecordFilter): void {
    this.#filter = filter;
    this.#problem = undefined;
    this.#version++;
    this.#filtered = this.#first;
    this.#matches = Object.keys(filter).length === 0 ? undefined : [];
    if (filter.expression?.includes('(') && !filter.expression.includes(')')) {
      this.#problem = 'SyntaxError: missing ) after argument list';
    }
    this.#look(AT_ONCE);
  }

  order(order: RecordOrder): void {
    this.#order = order;
    this.#version++;
  }

  become(state: ReadingStatus['state']): void {
    this.#state = state;
  }

  get version(): number {
    return this.#version;
  }

  get status(): ReadingStatus {
    const kept = this.#count - this.#first;
    const left = this.#count - this.#filtered;
    return {
      state: this.#state,
      scanned: kept,
      matching: this.#total,
      kept,
      keptBytes: kept * 180,
      evicted: 0,
      rate: this.#state === 'live' ? this.#topic.rate : 0,
      ...(this.#matches !== undefined &&
        left > AT_ONCE && { filtering: 1 - left / Math.max(1, kept) }),
      ...(this.#problem !== undefined && { problem: this.#problem }),
      partitions: Array.from({ length: PARTITIONS }, (_, partition) => ({
        partition,
        position: Math.floor(this.#count / PARTITIONS),
        end: Math.floor(this.#count / PARTITIONS),
      })),
    };
  }

  row(number: number): RecordRow {
    const row = recordAt(number, this.#topic.spacing);
    const { text } = this.#filter;
    if (text === undefined) return row;
    return { ...row, value: marked(row.value, text), key: marked(row.key, text) };
  }

  rows(window: RowWindow): Rows {
    const total = this.#total;
    let from = 0;
    if ('from' in window) from = window.from;
    else {
      const at = this.#rowOf(window.anchor - 1);
      from = at === -1 ? 0 : Math.max(0, at - window.before);
    }
    const count = Math.max(0, Math.min(window.count, total - from));
    const rows = Array.from({ length: count }, (_, i) => this.row(this.#numberAt(from + i)));
    return { from, rows, total };
  }

  /** Whether a record is kept. */
  has(id: number): boolean {
    return id > this.#first && id <= this.#count;
  }

  histogram(bars: number): TimeHistogram | null {
    const kept = this.#count - this.#first;
    if (kept === 0) return null;
    const { spacing } = this.#topic;
    const from = FIRST_TIME + Math.floor(this.#first * spacing);
    const step = Math.max(1, Math.ceil((kept * spacing) / bars));
    const all = new Array<number>(bars).fill(0);
    const matching = new Array<number>(bars).fill(0);
    for (let i = 0; i < bars; i++) all[i] = Math.round((kept / bars) * (1 + Math.sin(i / 5) * 0.7));
    if (this.#matches === undefined) return { from, step, kept: all, matching: all };
    for (const number of this.#matches) {
      const bar = Math.min(bars - 1, Math.floor(((number - this.#first) / kept) * bars));
      matching[bar] = (matching[bar] ?? 0) + 1;
    }
    return {
      from,
      step,
      kept: all,
      matching: matching.map((count, i) => Math.min(count, all[i] ?? 0)),
    };
  }

  get #total(): number {
    return this.#matches?.length ?? this.#count - this.#first;
  }

  #numberAt(row: number): number {
    const at = this.#order === 'newest' ? this.#total - 1 - row : row;
    return this.#matches?.[at] ?? this.#first + at;
  }

  #rowOf(number: number): number {
    const at = this.#matches === undefined ? number - this.#first : this.#matches.indexOf(number);
    if (at < 0 || at >= this.#total) return -1;
    return this.#order === 'newest' ? this.#total - 1 - at : at;
  }

  #look(most: number): void {
    if (this.#matches === undefined || this.#problem !== undefined) return;
    const end = Math.min(this.#count, this.#filtered + most);
    const before = this.#matches.length;
    for (; this.#filtered < end; this.#filtered++) {
      if (this.#passes(recordAt(this.#filtered, this.#topic.spacing)))
        this.#matches.push(this.#filtered);
    }
    if (this.#matches.length > before) this.#version++;
  }

  #passes(row: RecordRow): boolean {
    const { text, partitions, time, fields, headers, expression } = this.#filter;
    if (partitions !== undefined && !partitions.includes(row.partition)) return false;
    if (time !== undefined && (row.timestamp < time.from || row.timestamp >= time.to)) return false;
    const all = `${row.key.text}\n${row.value.text}`.toLowerCase();
    if (text !== undefined && !all.includes(text.toLowerCase())) return false;
    if (expression !== undefined && !row.value.text.includes('"paid":true')) return false;
    for (const { path, value } of fields ?? []) {
      if (path === 'key' ? row.key.text !== value : !row.value.text.includes(value)) return false;
    }
    for (const { name, value } of headers ?? []) {
      const found = row.headers.find((each) => each.name === name);
      if (found === undefined || (value !== undefined && found.value.text !== value)) return false;
    }
    return true;
  }
}

function marked(preview: RecordRow['value'], text: string): RecordRow['value'] {
  const marks: [number, number][] = [];
  const all = preview.text.toLowerCase();
  const wanted = text.toLowerCase();
  for (let at = all.indexOf(wanted); at !== -1; at = all.indexOf(wanted, at + wanted.length)) {
    marks.push([at, at + wanted.length]);
  }
  return marks.length === 0 ? preview : { ...preview, marks };
}
