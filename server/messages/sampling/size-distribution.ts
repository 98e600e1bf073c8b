import type { SizeDistribution } from '../../contract/messages/sampling.ts';

/** Steps of each power of two: what is between two of them is told as their middle, within 1 %. */
const STEPS = 64;
const STEP_BITS = 6;
/** Below it each size has a place of its own. */
const EXACT = 2 * STEPS;
/** Sizes are below 2³². */
const PLACES = EXACT + (32 - STEP_BITS - 1) * STEPS;

/** Counts sizes in places that become wider as they do: quantiles of any number of them in some kilobytes (as HdrHistogram). */
export class Sizes {
  readonly #counts = new Float64Array(PLACES);
  #count = 0;
  #total = 0;
  #max = 0;

  /** @param size a whole number from 0 on */
  add(size: number): void {
    this.#counts[placeOf(size)]!++;
    this.#count++;
    this.#total += size;
    if (size > this.#max) this.#max = size;
  }

  distribution(): SizeDistribution {
    return {
      count: this.#count,
      total: this.#total,
      p50: this.#quantile(0.5),
      p95: this.#quantile(0.95),
      max: this.#max,
      bars: this.#bars(),
    };
  }

  /** The least size that so large a part of all does not exceed. */
  #quantile(part: number): number {
    let open = Math.ceil(part * this.#count);
    if (open === 0) return 0;
    for (let place = 0; place < PLACES; place++) {
      open -= this.#counts[place]!;
      if (open <= 0) return Math.min(this.#max, middleOf(place));
    }
    return this.#max;
  }

  #bars(): { from: number; count: number }[] {
    const bars: { from: number; count: number }[] = [];
    for (let place = 0; place < PLACES; place++) {
      const count = this.#counts[place]!;
      if (count === 0) continue;
      const from = powerBelow(startOf(place));
      // Those between that are empty are seen to be.
      for (let last = bars.at(-1); last !== undefined && last.from < from; last = bars.at(-1))
        bars.push({ from: last.from === 0 ? 1 : 2 * last.from, count: 0 });
      if (bars.length === 0) bars.push({ from, count });
      else bars.at(-1)!.count += count;
    }
    return bars;
  }
}

function placeOf(size: number): number {
  if (size < EXACT) return size;
  const power = 31 - Math.clz32(size);
  const shift = power - STEP_BITS;
  return EXACT + (shift - 1) * STEPS + ((size >>> shift) - STEPS);
}

function startOf(place: number): number {
  if (place < EXACT) return place;
  const shift = Math.floor((place - EXACT) / STEPS) + 1;
  return (STEPS + ((place - EXACT) % STEPS)) * 2 ** shift;
}

function middleOf(place: number): number {
  if (place < EXACT) return place;
  const shift = Math.floor((place - EXACT) / STEPS) + 1;
  return startOf(place) + 2 ** (shift - 1);
}

/** The greatest power of two that is not above; 0 for 0. */
function powerBelow(size: number): number {
  return size === 0 ? 0 : 2 ** Math.floor(Math.log2(size));
}
