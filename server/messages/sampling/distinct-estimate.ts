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
}

/** Of the normal distribution, 95 % lie within so many standard deviations. */
const Z = 1.96;

/**
 * How many different keys there are where a sample was taken without putting back: those that were seen, and by how many came only
 * once or twice, those that were not (Chao and Lin 2012, `Nonparametric lower bounds for species richness and shared species richness
 * under sampling without replacement`). The bounds are those of a log-normal number of unseen keys (Chao 1987), its variance by the
 * delta method, with counts as Poisson has them. It supposes that the sample is a fair one: records that lie together are less so.
 */
export function estimateDistinct(sample: SampledKeys): DistinctEstimate {
  const { records, population, distinct, once, twice, scale } = sample;
  const seen = distinct * scale;
  const unread = Math.max(0, population - records);
  if (unread === 0 || once === 0) return within(seen, seen, scale, seen, seen, records);
  const part = records / population;
  // Weights of keys that came twice, and once: the more was read, the fewer are unseen.
  const a = (2 * records) / Math.max(1, records - 1);
  const b = part / (1 - part);
  const below = a * twice + b * once;
  const unseen = Math.min((scale * once * once) / below, unread);
  const byOnce = (2 * once * below - b * once * once) / below ** 2;
  const byTwice = (a * once * once) / below ** 2;
  // That none came twice may be chance.
  const variance = scale ** 2 * (byOnce ** 2 * once + byTwice ** 2 * Math.max(1, twice));
  const factor = Math.exp(Z * Math.sqrt(Math.log(1 + variance / unseen ** 2)));
  return within(
    seen,
    seen + unseen,
    scale,
    seen + unseen / factor,
    seen + Math.min(unread, unseen * factor),
    population,
  );
}

/** Widened by what is not known of the sample's own keys, where some stand for others. */
function within(
  seen: number,
  estimate: number,
  scale: number,
  low: number,
  high: number,
  most: number,
): DistinctEstimate {
  const deviation = scale === 1 ? 0 : Z * Math.sqrt(seen * (scale - 1));
  return {
    estimate: Math.round(estimate),
    low: Math.max(0, Math.floor(low - deviation)),
    high: Math.min(most, Math.ceil(high + deviation)),
  };
}
