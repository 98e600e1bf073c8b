// What a reading has, as it is asked for: rows, single records, all that match.

import type {
  RecordOrder as Direction,
  RecordDetail,
  RecordRow,
  Rows,
  RowWindow,
  TimeHistogram,
} from '../../contract/messages/reading.ts';
import type { Clock } from '../../ports/clock.ts';
import { Slices } from '../slices.ts';
import { histogramOf } from './histogram.ts';
import type { Judging } from './judging.ts';
import { type KeptChunk, MOST_RECORDS } from './kept-chunk.ts';
import type { KeptRecords } from './kept-records.ts';
import { decodeRecord, detailOf, type Marked, type RecordDecoders, rowOf } from './rows.ts';

/** Rows that are given at once. */
const MOST_ROWS = 2_000;

/** Where a record lies. Stays valid when the record is evicted. */
export interface RecordPlace {
  readonly chunk: KeptChunk;
  readonly at: number;
}

export class RecordsView {
  direction: Direction;
  /** What the filter's text is, in lower case. */
  marked: Marked;
  readonly #kept: KeptRecords;
  readonly #judging: Judging;
  readonly #decoders: RecordDecoders;
  readonly #slices: Slices;

  constructor(
    kept: KeptRecords,
    judging: Judging,
    decoders: RecordDecoders,
    clock: Clock,
    direction: Direction,
  ) {
    this.#kept = kept;
    this.#judging = judging;
    this.#decoders = decoders;
    this.#slices = new Slices(clock);
    this.direction = direction;
  }

  get decoders(): RecordDecoders {
    return this.#decoders;
  }

  async rows(window: RowWindow): Promise<Rows> {
    this.#slices.begin();
    const { order } = this.#judging;
    const total = order.size;
    const from = Math.min(Math.max(0, Math.floor(this.#firstRow(window))), total);
    const to = Math.min(total, from + Math.min(MOST_ROWS, Math.max(0, Math.floor(window.count))));
    const places: RecordPlace[] = [];
    for (let row = from; row < to; row++) {
      const place = order.at(this.direction === 'oldest' ? row : total - 1 - row);
      places.push(placeIn(this.#kept.chunks, place));
    }
    const { marked } = this;
    const rows: RecordRow[] = [];
    for (const { chunk, at } of places) {
      if (this.#slices.isOver) await this.#slices.next();
      rows.push(rowOf(chunk, at, await decodeRecord(chunk, at, this.#decoders), marked));
    }
    return { from, rows, total };
  }

  async detail(id: number): Promise<RecordDetail | null> {
    const place = this.#kept.placeOf(id);
    if (place === undefined) return null;
    const { chunk, at } = placeIn(this.#kept.chunks, place);
    return detailOf(chunk, at, await decodeRecord(chunk, at, this.#decoders), this.marked);
  }

  histogram(bars: number): Promise<TimeHistogram | null> {
    this.#slices.begin();
    return histogramOf([...this.#kept.all()], bars, this.#slices);
  }

  /** Everything that matches at the moment, in the order of the rows. */
  matching(): Iterable<RecordPlace> & { readonly length: number } {
    const places = this.#judging.order.places();
    if (this.direction === 'newest') places.reverse();
    const chunks = [...this.#kept.chunks];
    return {
      length: places.length,
      *[Symbol.iterator]() {
        for (const place of places) yield placeIn(chunks, place);
      },
    };
  }

  /** Those of the records that are still there, in the order in which they are given. */
  chosen(ids: readonly number[]): readonly RecordPlace[] {
    return ids.flatMap((id) => {
      const place = this.#kept.placeOf(id);
      return place === undefined ? [] : [placeIn(this.#kept.chunks, place)];
    });
  }

  #firstRow(window: RowWindow): number {
    if ('from' in window) return window.from;
    const { order } = this.#judging;
    const place = this.#kept.placeOf(window.anchor);
    const row = place === undefined ? undefined : order.rowOf(place);
    if (row === undefined) return 0;
    const shown = this.direction === 'oldest' ? row : order.size - 1 - row;
    return shown - window.before;
  }
}

function placeIn(chunks: readonly (KeptChunk | undefined)[], place: number): RecordPlace {
  return { chunk: chunks[place >>> 16]!, at: place % MOST_RECORDS };
}
