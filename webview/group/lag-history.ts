import type { LagSample } from '../contract/group.ts';
import type { SparkPoint } from '../ui/spark-line.ts';

/** Five minutes, in milliseconds. */
const WINDOW = 300_000;
/** What is drawn while little is known yet. */
const LEAST = 60_000;

/** How far the group was behind in the last minutes, in all and by partition. */
export class LagHistory {
  /** The oldest first. */
  #samples: readonly LagSample[] = [];
  #total: readonly SparkPoint[] = [];

  /** @param samples the oldest first */
  constructor(samples: readonly LagSample[] = []) {
    for (const sample of samples) this.add(sample);
  }

  add(sample: LagSample): void {
    const oldest = sample.time - WINDOW;
    const isRecent = ({ time }: { readonly time: number }) => time >= oldest;
    this.#samples = [...this.#samples.filter(isRecent), sample];
    const known = Object.values(sample.lags);
    if (known.length === 0) return;
    const value = known.reduce((sum, lag) => sum + lag, 0);
    this.#total = [...this.#total.filter(isRecent), { time: sample.time, value }];
  }

  /** What to draw: all has the same axis, so that moments are below each other. */
  get span(): { readonly from: number; readonly to: number } {
    const to = this.#samples.at(-1)?.time ?? 0;
    return { from: Math.min(this.#samples[0]?.time ?? to, to - LEAST), to };
  }

  /** Of a partition by `topic-partition`. */
  of(key: string): SparkPoint[] {
    return this.#samples.flatMap(({ time, lags }) => {
      const value = lags[key];
      return value === undefined ? [] : [{ time, value }];
    });
  }

  /** The sum of those partitions that are known. */
  get total(): readonly SparkPoint[] {
    return this.#total;
  }
}
