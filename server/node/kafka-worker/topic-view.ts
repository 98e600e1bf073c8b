import type { NewTopic } from '../../contract/kafka-client/methods.ts';
import type { TopicDefinition, TopicSnapshot } from '../../contract/kafka-client/topics.ts';
import { readConfiguration } from './configuration.ts';
import type { Connections } from './connections.ts';
import { partitionsOf, readMetadata, summaryOf } from './metadata.ts';
import { EARLIEST, LATEST, readOffsets } from './offsets.ts';
import { readSizes } from './sizes.ts';
import { createTopic } from './topics.ts';
import { exists, present } from './watcher.ts';

/**
 * One topic with offsets and sizes of its partitions.
 * @param now milliseconds of a clock that only goes forward
 * @throws Error if there is no such topic
 */
export async function readTopic(
  connections: Connections,
  topic: string,
  now: () => number,
): Promise<TopicSnapshot> {
  const found = await describe(connections, topic);
  const partitions = partitionsOf(found);
  const wanted = [{ topic, partitions }];
  const latest = await readOffsets(connections, wanted, LATEST);
  const at = now();
  const [earliest, sizes] = await Promise.all([
    readOffsets(connections, wanted, EARLIEST),
    readSizes(connections, wanted),
  ]);
  const { id, internal } = summaryOf(found);
  return {
    ...{ id, internal, at },
    partitions: partitions.map((partition) => ({
      ...partition,
      ...present('earliest', earliest.get(topic)?.get(partition.index)),
      ...present('latest', latest.get(topic)?.get(partition.index)),
      ...present('size', sizes.get(topic)?.get(partition.index)),
    })),
  };
}

/** @throws Error if there is no such topic, or its configuration may not be read */
export async function readDefinition(
  connections: Connections,
  name: string,
): Promise<TopicDefinition> {
  const { partitions } = await describe(connections, name);
  const { keys } = await readConfiguration(connections, { kind: 'topic', name });
  const own = keys.filter(({ source, value }) => source === 'topic' && value !== null);
  return {
    name,
    partitions: partitions.length,
    replicationFactor: Math.max(...partitions.map(({ replicaNodes }) => replicaNodes.length)),
    configs: Object.fromEntries(own.map((key) => [key.name, key.value ?? ''])),
  };
}

/** Has brokers check a topic under a name that nobody has. Its own may be taken at present. */
export async function whyNotCreate(
  connections: Connections,
  topic: NewTopic,
): Promise<string | null> {
  const name = `millrace-check-${crypto.randomUUID()}`;
  try {
    await createTopic(connections, { ...topic, name }, true);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function describe(connections: Connections, topic: string) {
  const { topics } = await readMetadata(connections, [topic]);
  const found = topics.find(exists);
  if (found === undefined) throw new Error(`There is no topic ${topic}.`);
  return found;
}
