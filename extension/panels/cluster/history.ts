import type { ClusterOverview, Rates } from '../../../server/contract/kafka-client/cluster.ts';
import type { HistoryPoint, HistoryValues } from '../../../webview/contract/cluster.ts';

/** How long the charts go back, in milliseconds. */
export const HISTORY_MS = 10 * 60_000;

const UNKNOWN: HistoryValues = { records: null, bytes: null, disk: null };

/** What a cluster's charts show: the looks of the last minutes. */
export class History {
  #points: HistoryPoint[] = [];

  get points(): readonly HistoryPoint[] {
    return this.#points;
  }

  /** @param time milliseconds since the epoch. */
  add(time: number, overview: ClusterOverview): HistoryPoint {
    return this.#push(pointOf(time, overview));
  }

  /** Nobody looked, or nobody answered: lines do not go across. Undefined where that is known already. */
  interrupt(time: number): HistoryPoint | undefined {
    const last = this.#points.at(-1);
    if (last === undefined || isGap(last)) return undefined;
    return this.#push({
      time,
      total: UNKNOWN,
      brokers: {},
      topics: {},
      underReplicated: null,
      offline: null,
    });
  }

  #push(point: HistoryPoint): HistoryPoint {
    const oldest = point.time - HISTORY_MS;
    this.#points = [...this.#points.filter(({ time }) => time >= oldest), point];
    return point;
  }
}

function pointOf(time: number, overview: ClusterOverview): HistoryPoint {
  const { rates, disk, brokers, topTopics, health } = overview;
  return {
    time,
    total: valuesOf(rates, disk.value),
    brokers: Object.fromEntries(
      brokers.map((broker) => [broker.id, valuesOf(broker.rates, broker.disk)]),
    ),
    topics: Object.fromEntries(
      topTopics.map((topic) => [topic.name, valuesOf(topic.rates, topic.disk.value)]),
    ),
    underReplicated: health.underReplicated,
    offline: health.offline,
  };
}

function valuesOf({ records, bytes }: Rates, disk: number | null): HistoryValues {
  return { records: records.value, bytes: bytes.value, disk };
}

function isGap({ offline }: HistoryPoint): boolean {
  return offline === null;
}
