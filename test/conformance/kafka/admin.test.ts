// Topics, configuration, records and groups administered through each client.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  offsetCommitRequest,
  offsetCommitResponse,
} from '../../../server/protocol/api/08-offset-commit.ts';
import {
  findCoordinatorRequest,
  findCoordinatorResponse,
} from '../../../server/protocol/api/10-find-coordinator.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { need } from '../../harness/requirements.ts';
import { ClientProgram } from './client-program.ts';
import { clients, prepareClients } from './clients.ts';
import type { AdminEvent } from './jobs.ts';
import { withBroker } from './stored-batches.ts';
import { until } from './until.ts';

/** The steps for which these clients have no call. */
const missingSteps: Readonly<Record<string, readonly AdminEvent['step'][]>> = {
  'kafka-python': ['records deleted'],
  'confluent-kafka': ['records deleted', 'group deleted'],
};

let millrace: MillraceProcess;
beforeAll(async () => {
  await prepareClients();
  millrace = await startMillrace();
});
afterAll(async () => {
  await millrace?.stop();
});

/** A topic with 20 records in the first of two partitions, and a group that has committed there. */
async function prepare(topic: string, group: string): Promise<void> {
  await withBroker(millrace.bootstrap, async (broker) => {
    await broker.createTopic(topic, 2);
    await broker.produce(
      topic,
      Array.from({ length: 20 }, (_, i) => `record ${i}`),
    );
    // The first who asks for a coordinator has the topic of the offsets created.
    await until(
      () => 'a coordinator',
      async () => {
        const { coordinators } = await broker.wire.request(
          findCoordinatorRequest,
          findCoordinatorResponse,
          4,
          { keyType: 0, coordinatorKeys: [group] },
        );
        return coordinators[0]!.errorCode === 0;
      },
    );
    const { topics } = await broker.wire.request(offsetCommitRequest, offsetCommitResponse, 8, {
      groupId: group,
      topics: [
        {
          name: topic,
          partitions: [
            { partitionIndex: 0, committedOffset: 15, committedMetadata: 'so far' },
            { partitionIndex: 1, committedOffset: 0, committedMetadata: null },
          ],
        },
      ],
    });
    expect(topics[0]!.partitions.map(({ errorCode }) => errorCode)).toEqual([0, 0]);
  });
}

describe('administration', () => {
  test.concurrent.for(clients.filter(({ hasAdmin }) => hasAdmin))(
    '$name',
    async (client, context) => {
      need(context, ...client.needs);
      const { bootstrap } = millrace;
      const name = client.name.replaceAll(/\W/g, '');
      const [full, group] = [`${name}-full`, `${name}-group`];
      await prepare(full, group);
      const configs = { 'retention.ms': '3600000', 'segment.bytes': '1048576' };
      const events: AdminEvent[] = [];
      await new ClientProgram(
        client.command,
        { do: 'admin', bootstrap, topic: `${name}-topic`, configs, full, group },
        { onEvent: (event) => events.push(event as AdminEvent) },
      ).done();
      const expected: AdminEvent[] = [
        { step: 'created', partitions: 3 },
        { step: 'configs', configs },
        { step: 'altered', configs: { 'retention.ms': '3600001', 'segment.bytes': '1048577' } },
        { step: 'enlarged', partitions: 5 },
        { step: 'records deleted', start: 10 },
        { step: 'group found' },
        { step: 'group', state: 'Empty', members: 0 },
        { step: 'offsets', offsets: { 0: 15, 1: 0 } },
        { step: 'group deleted' },
        { step: 'exists', error: 'TOPIC_ALREADY_EXISTS' },
        { step: 'deleted' },
      ];
      const missing = missingSteps[client.name] ?? [];
      expect(events).toEqual(expected.filter(({ step }) => !missing.includes(step)));
    },
  );
});
