import type { GroupSnapshot } from '../../../server/contract/kafka-client/groups.ts';
import type { LagSample } from '../../../webview/contract/group.ts';
import { lagOf } from '../../explorer/lag.ts';

/** Five minutes, at one sample a second. */
const MOST_SAMPLES = 300;
const FEWEST_SAMPLES = 60;
/** Groups of very many partitions are remembered for a shorter time. */
const MOST_NUMBERS = 60_000;

/** How far a group was behind in the last minutes. */
export class LagSamples {
  #samples: LagSample[] = [];

  /** The oldest first. */
  get all(): readonly LagSample[] {
    return this.#samples;
  }

  /** Takes note of how far it is behind now. @param time milliseconds since the epoch */
  take({ offsets }: GroupSnapshot, time: number): LagSample {
    const lags: Record<string, number> = {};
    for (const row of offsets) {
      const lag = lagOf(row);
      if (lag !== undefined) lags[`${row.topic}-${row.partition}`] = lag;
    }
    const sample = { time, lags };
    this.#samples.push(sample);
    const room = Math.floor(MOST_NUMBERS / Math.max(1, offsets.length));
    const most = Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, room));
    if (this.#samples.length > most) this.#samples = this.#samples.slice(-most);
    return sample;
  }

  clear(): void {
    this.#samples = [];
  }
}
