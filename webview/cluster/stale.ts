import type { ClusterOverview, Rates } from '../../server/contract/kafka-client/cluster.ts';
import { UNKNOWN } from './measured.ts';

const UNKNOWN_RATES: Rates = { records: UNKNOWN, bytes: UNKNOWN };

/** A look that was some time ago: what comes in now it does not tell. */
export function withoutRates(overview: ClusterOverview | null): ClusterOverview | null {
  if (overview === null) return null;
  return {
    ...overview,
    rates: UNKNOWN_RATES,
    period: null,
    brokers: overview.brokers.map((broker) => ({ ...broker, rates: UNKNOWN_RATES })),
    topTopics: overview.topTopics.map((topic) => ({ ...topic, rates: UNKNOWN_RATES })),
  };
}
