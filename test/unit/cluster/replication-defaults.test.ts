import { expect, test } from 'vitest';
import { BrokerConfig } from '../../../server/broker/config/broker-config.ts';
import { replicationDefaults } from '../../../server/cluster/replication-defaults.ts';

test.each([
  [{ brokers: 1 }, 1, 1],
  [{ brokers: 2 }, 2, 2],
  [{ brokers: 3 }, 3, 3],
  [{ brokers: 5 }, 3, 3],
  [{ brokers: 5, replication: 4 }, 4, 3],
  [{ brokers: 3, replication: 1 }, 1, 3],
  [{ brokers: 2, replication: 4 }, 2, 2],
])('%j gives topics %i replicas and internal ones %i', (cluster, ordinary, internal) => {
  const config = new BrokerConfig(replicationDefaults(cluster));
  expect(config.get('default.replication.factor')).toBe(ordinary);
  expect(config.get('offsets.topic.replication.factor')).toBe(internal);
  expect(config.get('min.insync.replicas')).toBe(1);
});
