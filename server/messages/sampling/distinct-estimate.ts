/** What is known of a sample's keys. */
export interface SampledKeys {
  /** Records of the sample. */
  readonly records: number;
  /** Records of which it is one; at least as many. */
  readonly population: number;
  /** Different keys that were counted, each standing for `scale`. */
  readonly distinct: number;
  /** Those of them that came once, and twice. */
  readonly once: number;
  readonly twice: number;
  readonly scale: number;
}

export interface DistinctEstimate {
  readonly estimate: number;
  /** At 95 % confidence. */
  readonly low: number;
  readonly high: number;
  /** More there cannot be: each record that was not read would have a key of its own. */
  readonly most: number;
}

/** Of the normal distribution, 95 % lie within so many standard deviations. */
const Z = 1.96;

/**
 * How many different keys there are where a sample was taken. Keys that came only once or twice say how many were not seen at all:
 *
 * - at least as many as Chao and Lin's estimator for samples without putting back says (2012), which is right where each key has
 *   equally many records: that is what `low` goes by;
 * - about as many as Chao1 says, as far as so many more records would show them (Colwell and others 2012), which is right where
 *   keys come by chance: that are `estimate` and `high`.
 *
 * The bounds suppose a log-normal number of unseen keys (Chao 1987), its variance by the delta method, with counts as Poisson has
 * them. All of it supposes a fair sample, which records that lie together are less; and where most keys are far rarer than others, it
 * says too little.
 */
export function estimateDistinct(sample: SampledKeys): DistinctEstimate {
  const { records, population, distinct, once, twice, scale } = sample;
  const unread = population - records;
  // Of the keys that are counted, which are one of `scale`.
  const bounds =
    unread <= 0 || once === 0
      ? { unseen: 0, low: 0, high: 0 }
      : unseenBounds(records / scale, unread / scale, once, twice);
  // Where some stand for others, how many those are is not known quite.
  const deviation = scale === 1 ? 0 : Z * Math.sqrt(distinct * scale * (scale - 1));
  const seen = distinct * scale;
  return {
    estimate: Math.round(seen + scale * bounds.unseen),
    low: Math.max(0, Math.floor(seen + scale * bounds.low - deviation)),
    high: Math.min(Math.max(population, seen), Math.ceil(seen + scale * bounds.high + deviation)),
    most: seen + Math.max(0, unread),
  };
}

function unseenBounds(read: number, unread: number, once: number, twice: number) {
  // Chao and Lin: the more was read, the fewer are unseen.
  const a = (2 * read) / Math.max(1, read - 1);
  const b = read / unread;
  const below = a * twice + b * once;
  const least = Math.min(once ** 2 / below, unread);
  const leastFactor = spread(
    least,
    { count: once, slope: (2 * once * below - b * once ** 2) / below ** 2 },
    { count: twice, slope: (a * once ** 2) / below ** 2 },
  );
  // Chao1, and the part of it that comes to light.
  const all = (once * (once - 1)) / (2 * (twice + 1)) || once;
  const shown = -Math.expm1(unread * Math.log1p(-once / (read * all + once)));
  const unseen = Math.max(least, Math.min(all * shown, unread));
  const factor = spread(
    unseen,
    { count: once, slope: (shown * (2 * once - 1)) / (2 * (twice + 1)) },
    { count: twice, slope: unseen / (twice + 1) },
  );
  return { unseen, low: least / leastFactor, high: Math.min(unread, unseen * factor) };
}

/** A count, and how much an estimate changes with it. */
interface Influence {
  readonly count: number;
  readonly slope: number;
}

/** What an estimate is to be divided and multiplied by for its bounds. */
function spread(unseen: number, ...influences: readonly Influence[]): number {
  // That none came twice may be chance; and so is how many are unseen, however well it is known how many are to be expected.
  const variance = influences.reduce(
    (sum, { count, slope }) => sum + slope ** 2 * Math.max(1, count),
    unseen,
  );
  return Math.exp(Z * Math.sqrt(Math.log1p(variance / unseen ** 2)));
}
