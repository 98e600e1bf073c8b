// How many records come into a topic and are read from it, measured by offsets.

import type { TopicReaders, TopicSnapshot } from '../../server/contract/kafka-client/topics.ts';
import type { KeptTopic, RatePoint } from '../contract/topic.ts';
import type { PlotData } from '../live/chart/plot-data.ts';
import { t } from '../ui/text.ts';

/** Over how long rates are taken, in milliseconds: of offsets that move with each record, and of those that groups commit every few seconds. */
const IN_SPAN = 3_000;
const OUT_SPAN = 10_000;
/** How much is drawn at least and at most, in milliseconds. */
const LEAST_DRAWN = 60_000;
const DRAWN = 10 * 60_000;

/** Offsets by partition at a moment of the clock that they were read by, in milliseconds. */
interface Positions {
  readonly at: number;
  readonly offsets: ReadonlyMap<number, number>;
}

/** Offsets over some time, and how fast they move forward. */
class Movement {
  readonly #spanMs: number;
  #seen: Positions[] = [];

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  add(positions: Positions): void {
    const { at } = positions;
    // A worker that was started anew has a clock of its own.
    if (at < (this.#seen.at(-1)?.at ?? 0)) this.#seen = [];
    this.#seen.push(positions);
    // The last one that is so old is where the span begins.
    while ((this.#seen[1]?.at ?? Number.POSITIVE_INFINITY) <= at - this.#spanMs) this.#seen.shift();
  }

  /** Offsets a second of all partitions together; undefined before there are two moments. What goes back counts as nothing. */
  get perSecond(): number | undefined {
    const first = this.#seen[0];
    const last = this.#seen.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return undefined;
    let moved = 0;
    for (const [partition, offset] of last.offsets) {
      moved += Math.max(0, offset - (first.offsets.get(partition) ?? offset));
    }
    return (1_000 * moved) / (last.at - first.at);
  }
}

export class TopicRates {
  readonly points: RatePoint[] = [];
  #id: string | undefined;
  #in = new Movement(IN_SPAN);
  /** Undefined before anything is known of groups. */
  #groups: Map<string, Movement> | undefined;

  /** What is to be drawn when the page is there again. */
  get kept(): KeptTopic['rates'] {
    return this.#id === undefined ? undefined : { id: this.#id, points: this.points };
  }

  /** Begins with what a page before has drawn. */
  restore({ id, points }: NonNullable<KeptTopic['rates']>): void {
    this.#id = id;
    this.points.push(...points);
    const last = points.at(-1);
    // Nothing is known of the time in between.
    if (last !== undefined) this.points.push({ time: last.time + 1, in: null, out: null });
  }

  /** Takes where partitions end now. @param time milliseconds since the epoch */
  takeTopic({ id, partitions, at }: TopicSnapshot, time: number): void {
    // Another topic of the same name begins at other offsets.
    if (this.#id !== undefined && this.#id !== id) this.#forget();
    this.#id = id;
    const ends = partitions.flatMap(({ index, latest }) =>
      latest === undefined ? [] : [[index, latest] as const],
    );
    this.#in.add({ at, offsets: new Map(ends) });
    this.points.push({ time, in: this.in ?? null, out: this.out ?? null });
    while ((this.points[0]?.time ?? time) < time - DRAWN) this.points.shift();
  }

  /** Takes what groups have committed. */
  takeReaders({ groups, at }: TopicReaders): void {
    const known = this.#groups;
    const now = new Map<string, Movement>();
    this.#groups = now;
    for (const { group, offsets } of groups) {
      const movement = known?.get(group) ?? new Movement(OUT_SPAN);
      now.set(group, movement);
      const committed = offsets.flatMap(({ partition, committed: offset }) =>
        offset === undefined ? [] : [[partition, offset] as const],
      );
      movement.add({ at, offsets: new Map(committed) });
    }
  }

  /** Records a second that come in; undefined while that is not known. */
  get in(): number | undefined {
    return this.#in.perSecond;
  }

  /** Records a second that all groups together read. */
  get out(): number | undefined {
    if (this.#groups === undefined) return undefined;
    const rates = [...this.#groups.keys()].map((group) => this.outOf(group));
    if (rates.every((rate) => rate === undefined)) return rates.length === 0 ? 0 : undefined;
    return rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0);
  }

  /** Records a second that one group reads. */
  outOf(group: string): number | undefined {
    return this.#groups?.get(group)?.perSecond;
  }

  plot(): PlotData {
    const points = this.#drawn;
    return {
      xKind: 'time',
      xs: points.map(({ time }) => time),
      names: [],
      series: [
        { label: t('In'), color: 0, values: points.map((point) => point.in) },
        { label: t('Out'), color: 1, values: points.map((point) => point.out) },
      ],
      ...{ unit: 'rate', isArea: false, fromZero: true, references: [], marks: [] },
    };
  }

  /** With what was before the first point, so that the picture does not grow with each of them. */
  get #drawn(): readonly RatePoint[] {
    const [first] = this.points;
    const last = this.points.at(-1);
    if (first === undefined || last === undefined) return [];
    const begin = last.time - LEAST_DRAWN;
    return first.time <= begin
      ? this.points
      : [{ time: begin, in: null, out: null }, ...this.points];
  }

  #forget(): void {
    this.points.length = 0;
    this.#in = new Movement(IN_SPAN);
    this.#groups = undefined;
  }
}
