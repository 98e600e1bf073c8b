import { expect, test } from 'vitest';
import type { Cluster } from '../../../../../server/node/kafka/cluster.ts';
import { countGroups } from '../../../../../server/node/kafka-worker/cluster/group-count.ts';
import { UserError } from '../../../../../server/node/user-error.ts';

/** Each broker coordinates groups of these protocol types, or does not answer. */
function brokers(...types: readonly (readonly string[] | undefined)[]): Cluster {
  const request = async (broker: number) => {
    const groups = types[broker]?.map((protocolType) => ({ protocolType }));
    if (groups === undefined) throw new UserError(`Broker ${broker} does not answer.`);
    return { errorCode: 0, groups };
  };
  return { request } as unknown as Cluster;
}

test('groups of consumers are counted, those without members among them', async () => {
  const cluster = brokers(['consumer', 'connect'], ['']);
  expect(await countGroups(cluster, [0, 1])).toEqual({ value: 2, partial: false });
});

test('there are more where a broker does not answer', async () => {
  const cluster = brokers(['consumer'], undefined);
  expect(await countGroups(cluster, [0, 1])).toEqual({ value: 1, partial: true });
});
