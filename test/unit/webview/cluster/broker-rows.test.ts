import { describe, expect, test } from 'vitest';
import type { BrokerState } from '../../../../server/contract/control.ts';
import type { BrokerOverview } from '../../../../server/contract/kafka-client/cluster.ts';
import { brokerRows, skewOf } from '../../../../webview/cluster/broker-rows.ts';
import { skewText } from '../../../../webview/cluster/skew-text.ts';
import type { ClusterNow } from '../../../../webview/contract/cluster.ts';
import { overview } from '../../extension/panels/cluster/sample.ts';

const [one] = overview.brokers as [BrokerOverview];

function now(
  told: readonly BrokerOverview[],
  local: Record<number, BrokerState> | null,
): ClusterNow {
  return {
    subject: { cluster: 'local', name: '' },
    name: 'Local Cluster',
    isLocal: local !== null,
    readOnly: false,
    state: 'running',
    localBrokers:
      local &&
      Object.entries(local).map(([id, state]) => ({
        id: Number(id),
        state,
        address: { host: 'localhost', port: 9091 + Number(id) },
      })),
    overview: { ...overview, brokers: told },
    time: 0,
    problem: null,
  };
}

const leading = (id: number, leads: number): BrokerOverview => ({
  ...one,
  id,
  load: { leads, replicas: leads, outOfSync: 0 },
});

describe('brokers', () => {
  test('of the local cluster are as its host says, also those that nobody else knows of', () => {
    const rows = brokerRows(
      now([one, { ...leading(2, 0), address: null }], {
        1: 'running',
        2: 'stopped',
        3: 'starting',
      }),
    );
    expect(rows.map(({ id, state, isController }) => [id, state, isController])).toEqual([
      [1, 'running', true],
      [2, 'stopped', false],
      [3, 'starting', false],
    ]);
    expect(rows[1]?.address).toEqual({ host: 'localhost', port: 9093 });
    expect(rows[2]?.told).toBeUndefined();
  });

  test('of another cluster are there, or have replicas and are away', () => {
    const rows = brokerRows(now([one, { ...leading(7, 0), address: null }], null));
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      [1, 'running'],
      [7, 'away'],
    ]);
  });
});

describe('skew', () => {
  const leads = ({ load }: BrokerOverview) => load.leads;

  test('is how far a broker is from an equal share', () => {
    const rows = brokerRows(now([leading(1, 30), leading(2, 10), leading(3, 20)], null));
    expect(rows.map(({ id }) => skewOf(id, rows, leads))).toEqual([0.5, -0.5, 0]);
  });

  test('leaves out brokers that do not run: they cannot have a share', () => {
    const rows = brokerRows(
      now([leading(1, 10), leading(2, 30), { ...leading(3, 0), address: null }], null),
    );
    expect(rows.map(({ id }) => skewOf(id, rows, leads))).toEqual([-0.5, 0.5, undefined]);
  });

  test('is none where there is nothing to share, or nobody to share it with', () => {
    const alone = brokerRows(now([leading(1, 10)], null));
    expect(skewOf(1, alone, leads)).toBeUndefined();
    const empty = brokerRows(now([leading(1, 0), leading(2, 0)], null));
    expect(skewOf(1, empty, leads)).toBeUndefined();
  });

  test.each([
    [0.5, '+50\u00a0%'],
    [-0.333, '−33\u00a0%'],
    [0.001, '±0\u00a0%'],
  ])('%d is said as %s', (skew, text) => expect(skewText(skew)).toBe(text));
});
