import { parentPort, workerData } from 'node:worker_threads';
import type {
  KafkaMethods,
  KafkaRequest,
  KafkaResponse,
} from '../../contract/kafka-client/methods.ts';
import type { Properties } from '../kafka/properties.ts';
import { ClusterOverviews } from './cluster/overview.ts';
import { alterConfiguration, readConfiguration } from './configuration.ts';
import { Connections } from './connections.ts';
import { diagnose } from './diagnosis.ts';
import { electPreferredLeaders } from './elect-leaders.ts';
import { sentence } from './errors.ts';
import { groupMethods } from './group-methods.ts';
import type { Implemented } from './implemented.ts';
import { lazyCluster } from './lazy-cluster.ts';
import { readMetadata, summaryOf } from './metadata.ts';
import { alterReassignments, readReassignments, readReplicas } from './reassignments.ts';
import { readTopicReaders } from './topic-readers.ts';
import { readDefinition, readTopic, whyNotCreate } from './topic-view.ts';
import { createPartitions, createTopic, deleteRecords, deleteTopics } from './topics.ts';
import { readPartitions, Watcher } from './watcher.ts';

/**
 * The Kafka client, in a thread of its own: loading the client library takes a quarter of a second,
 * and the metadata of thousands of topics takes long to decode. The extension host, which all
 * extensions share, must do neither.
 */

const { properties } = workerData as { readonly properties: Properties };
const connections = new Connections(properties);
/** The same cluster by our own protocol code: what the client library does not have, or only in some versions. */
const openCluster = lazyCluster(properties);
const watcher = new Watcher(connections, openCluster);
const now = () => performance.now();
const overviews = new ClusterOverviews(openCluster, now);

const methods: Implemented<KafkaMethods> = {
  ...groupMethods(openCluster),
  changes: (interest) => watcher.changes(interest),
  topics: async () => {
    const { cluster, topics } = await readMetadata(connections, null);
    return { topics: topics.map((topic) => summaryOf(topic)), brokers: cluster.brokers.length };
  },
  partitions: (topic) => readPartitions(connections, topic),
  createTopic: async (topic) => {
    await createTopic(connections, topic);
    return null;
  },
  configuration: (subject) => readConfiguration(connections, subject),
  alterConfig: ({ subject, changes, dryRun }) =>
    alterConfiguration(connections, subject, changes, dryRun),
  deleteTopics: (names) => deleteTopics(connections, names),
  deleteRecords: (records) => deleteRecords(connections, records),
  diagnose: () => diagnose(properties),
  clusterOverview: ({ anew }) => overviews.look(anew),
  cluster: async () => (await readMetadata(connections, [])).cluster,
  replicas: (topics) => readReplicas(connections, topics),
  reassignments: () => readReassignments(connections),
  alterReassignments: (wanted) => alterReassignments(connections, wanted),
  electPreferredLeaders: (topics) => electPreferredLeaders(connections, topics),
  createPartitions: async ({ topic, count }) => {
    await createPartitions(connections, topic, count);
    return null;
  },
  topic: (topic) => readTopic(connections, topic, now),
  topicReaders: async (topic) => readTopicReaders(await openCluster(), topic, now),
  topicDefinition: (topic) => readDefinition(connections, topic),
  whyNotCreate: (topic) => whyNotCreate(connections, topic),
};

parentPort?.on('message', async ({ id, method, argument }: KafkaRequest) => {
  const reply = (response: KafkaResponse) => parentPort?.postMessage(response);
  try {
    const run = methods[method] as (argument: unknown) => Promise<unknown>;
    reply({ id, result: await run(argument) });
  } catch (error) {
    reply({ id, error: sentence(error) });
  }
});
