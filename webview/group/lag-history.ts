import type { LagSample } from '../contract/group.ts';
import type { SparkPoint } from '../ui/spark-line.ts';

/** Five minutes, in milliseconds. */
const WINDOW = 300_000;
/** What is drawn while little is known yet. */
const LEAST = 60_000;

/** How far the group was behind in the last minutes, in all and by partition. */
export class LagHistory {
  #samples: LagSample[];

  /** @param samples the oldest first */
  constructor(samples: readonly LagSample[] = []) {
    this.#samples = [...samples];
  }

  add(sample: LagSample): void {
    this.#samples.push(sample);
    const oldest = sample.time - WINDOW;
    const first = this.#samples.findIndex(({ time }) => time >= oldest);
    if (first > 0) this.#samples = this.#samples.slice(first);
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
  get total(): SparkPoint[] {
    return this.#samples.flatMap(({ time, lags }) => {
      const known = Object.values(lags);
      return known.length === 0 ? [] : [{ time, value: known.reduce((sum, lag) => sum + lag, 0) }];
    });
  }
}
