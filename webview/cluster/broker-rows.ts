import type { BrokerState } from '../../server/contract/control.ts';
import type { BrokerOverview } from '../../server/contract/kafka-client/cluster.ts';
import type { ClusterNow } from '../contract/cluster.ts';

/** A broker as the page lists it. */
export interface BrokerRow {
  readonly id: number;
  readonly isController: boolean;
  readonly address: { readonly host: string; readonly port: number } | null;
  /** Of another cluster's broker only whether the others know it: `away` is one that has replicas and does not run. */
  readonly state: BrokerState | 'away';
  readonly failure: string | undefined;
  /** Absent while nobody tells. */
  readonly told: BrokerOverview | undefined;
}

/** All brokers that anybody knows of, by id. Whether the local cluster's run its host knows best. */
export function brokerRows({ overview, localBrokers }: ClusterNow): BrokerRow[] {
  const told = new Map(overview?.brokers.map((broker) => [broker.id, broker]));
  const local = new Map(localBrokers?.map((broker) => [broker.id, broker]));
  return [...new Set([...told.keys(), ...local.keys()])]
    .sort((a, b) => a - b)
    .map((id): BrokerRow => {
      const known = told.get(id);
      const own = local.get(id);
      const state = own?.state ?? (known?.address ? 'running' : 'away');
      return {
        id,
        isController: state === 'running' && overview?.controller === id,
        address: known?.address ?? own?.address ?? null,
        state,
        failure: own?.failure,
        told: known,
      };
    });
}

/**
 * How far a broker is from its share of partitions, as a part of that: 0.5 has half as many again. Undefined with one broker,
 * or where there is nothing to share.
 */
export function skewOf(
  id: number,
  rows: readonly BrokerRow[],
  countOf: (broker: BrokerOverview) => number,
): number | undefined {
  const sharing = rows.filter(({ state, told }) => state === 'running' && told !== undefined);
  const counts = sharing.map(({ told }) => (told === undefined ? 0 : countOf(told)));
  const share = counts.reduce((sum, count) => sum + count, 0) / sharing.length;
  const own = counts[sharing.findIndex((row) => row.id === id)];
  if (sharing.length < 2 || share === 0 || own === undefined) return undefined;
  return own / share - 1;
}
