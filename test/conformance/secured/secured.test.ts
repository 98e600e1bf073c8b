// Everything that is done with a cluster, with an Apache Kafka that asks for TLS and credentials. One is enough for all.

import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { missing, need } from '../../harness/requirements.ts';
import { type SecuredKafka, securedWays, startSecuredKafka } from '../../harness/secured-kafka.ts';
import { consoleToolsTests } from './console-tools.ts';
import { diagnosisTests } from './diagnosis.ts';
import { groupsAndOverviewsTests } from './groups-and-overviews.ts';
import { kafkaWorkerTests } from './kafka-worker.ts';
import { messagesTests } from './messages.ts';
import { topicTests } from './topics.ts';

let kafka: SecuredKafka;

beforeAll(async () => {
  if (missing('java') === undefined) kafka = await startSecuredKafka();
});

afterAll(() => kafka?.stop());

beforeEach((context) => need(context, 'java'));

describe('the test of a connection', () => diagnosisTests(() => kafka));

describe.each(securedWays)('by %s', (way) => {
  describe('the Kafka worker', () => kafkaWorkerTests(() => kafka.properties(way)));
  describe('groups and overviews', () => groupsAndOverviewsTests(() => kafka.properties(way)));
  describe('the messages process', () => messagesTests(() => kafka.properties(way)));
  describe('the view of a topic', () => topicTests(() => kafka.properties(way)));
  describe('the console tools', () => consoleToolsTests(() => kafka.properties(way)));
});
