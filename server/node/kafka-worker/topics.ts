import {
  createPartitionsV3,
  createTopicsV7,
  deleteRecordsV2,
  deleteTopicsV6,
} from '@platformatic/kafka';
import type { Failure, NewTopic, RecordsToDelete } from '../../contract/kafka-client/methods.ts';
import type { Connections } from './connections.ts';
import { CHANGE_TIMEOUT, onController } from './controller.ts';
import { sentence, sentenceForCode, tolerant } from './errors.ts';
import { partitionsOf, readMetadata } from './metadata.ts';

const BROKER_DEFAULT = -1;

/** With `validateOnly` the brokers only say whether they would. @throws Error with the broker's reason. */
export async function createTopic(
  connections: Connections,
  topic: NewTopic,
  validateOnly = false,
): Promise<void> {
  const api = await connections.version(createTopicsV7.api);
  const request = {
    name: topic.name,
    numPartitions: topic.partitions ?? BROKER_DEFAULT,
    replicationFactor: topic.replicationFactor ?? BROKER_DEFAULT,
    assignments: [],
    configs: Object.entries(topic.configs).map(([name, value]) => ({ name, value })),
  };
  const response = await onController(connections, async (controller) => {
    const connection = await connections.to(controller);
    const answer = await tolerant(api.async(connection, [request], CHANGE_TIMEOUT, validateOnly));
    return { answer, codes: answer.topics.map(({ errorCode }) => errorCode) };
  });
  const [created] = response.topics;
  if (created !== undefined && created.errorCode !== 0) {
    throw new Error(sentenceForCode(created.errorCode, created.errorMessage));
  }
}

/** Gives a topic more partitions, `count` in all. @throws Error with the broker's reason. */
export async function createPartitions(
  connections: Connections,
  name: string,
  count: number,
): Promise<void> {
  const api = await connections.version(createPartitionsV3.api);
  const request = [{ name, count, assignments: null }];
  const { results } = await onController(connections, async (controller) => {
    const connection = await connections.to(controller);
    const answer = await tolerant(api.async(connection, request, CHANGE_TIMEOUT, false));
    return { answer, codes: answer.results.map(({ errorCode }) => errorCode) };
  });
  const [result] = results;
  if (result !== undefined && result.errorCode !== 0) {
    throw new Error(sentenceForCode(result.errorCode, result.errorMessage));
  }
}

/** Deletes each topic; the result says of those that failed why. */
export async function deleteTopics(
  connections: Connections,
  names: readonly string[],
): Promise<Failure[]> {
  const api = await connections.version(deleteTopicsV6.api);
  const response = await onController(connections, async (controller) => {
    const connection = await connections.to(controller);
    const topics = names.map((name) => ({ name }));
    const answer = await tolerant(api.async(connection, topics, CHANGE_TIMEOUT));
    return { answer, codes: answer.responses.map(({ errorCode }) => errorCode) };
  });
  return response.responses
    .filter(({ errorCode }) => errorCode !== 0)
    .map(({ name, errorCode, errorMessage }) => ({
      what: name ?? '',
      message: sentenceForCode(errorCode, errorMessage),
    }));
}

/** Makes each partition begin at its `before`; the result says of those that failed why. */
export async function deleteRecords(
  connections: Connections,
  wanted: readonly RecordsToDelete[],
): Promise<Failure[]> {
  const api = await connections.version(deleteRecordsV2.api);
  const names = [...new Set(wanted.map(({ topic }) => topic))];
  const { topics } = await readMetadata(connections, names);
  const leaders = new Map(
    topics.flatMap((topic) =>
      partitionsOf(topic).map(({ index, leader }) => [`${topic.name}-${index}`, leader] as const),
    ),
  );
  const leaderOf = ({ topic, partition }: RecordsToDelete) =>
    leaders.get(`${topic}-${partition}`) ?? -1;
  const outcomes = await Promise.all(
    [...new Set(wanted.map(leaderOf))].map(async (leader): Promise<Failure[]> => {
      const own = wanted.filter((each) => leaderOf(each) === leader);
      try {
        const connection = await connections.to(leader);
        const answer = await tolerant(api.async(connection, byTopic(own), CHANGE_TIMEOUT));
        return answer.topics.flatMap(({ name, partitions }) =>
          partitions
            .filter(({ errorCode }) => errorCode !== 0)
            .map(({ partitionIndex, errorCode }) => ({
              what: `${name}-${partitionIndex}`,
              message: sentenceForCode(errorCode),
            })),
        );
      } catch (error) {
        return own.map(({ topic, partition }) => ({
          what: `${topic}-${partition}`,
          message: sentence(error),
        }));
      }
    }),
  );
  return outcomes.flat();
}

function byTopic(records: readonly RecordsToDelete[]) {
  return [...new Set(records.map(({ topic }) => topic))].map((name) => ({
    name,
    partitions: records
      .filter(({ topic }) => topic === name)
      .map(({ partition, before }) => ({ partitionIndex: partition, offset: BigInt(before) })),
  }));
}
