import { askController } from '../../node/kafka/ask-controller.ts';
import type { Cluster } from '../../node/kafka/cluster.ts';
import { throwIfError } from '../../node/kafka/kafka-error.ts';
import { createTopicsRequest, createTopicsResponse } from '../../protocol/api/19-create-topics.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { type Terminal, ToolError } from '../command.ts';
import type { Given } from './options.ts';
import { parseReplicaAssignment } from './replica-assignment.ts';

const MOST_REPLICAS = 32_767;

/** `--create` */
export async function createTopic(
  cluster: Cluster,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const { topic: name = '', partitions = -1, 'replication-factor': replicas = -1 } = given;
  const assignment = given['replica-assignment'];
  const configs = parseTopicConfigs(given.config);
  if (/[._]/.test(name)) {
    terminal.out(
      "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.",
    );
  }
  if (given['replication-factor'] !== undefined && (replicas < 1 || replicas > MOST_REPLICAS)) {
    throw new ToolError(`The replication factor must be between 1 and ${MOST_REPLICAS} inclusive`);
  }
  if (given.partitions !== undefined && partitions < 1) {
    throw new ToolError('The partitions must be greater than 0');
  }
  const { topics } = await askController(
    cluster,
    createTopicsRequest,
    createTopicsResponse,
    {
      topics: [
        {
          name,
          numPartitions: partitions,
          replicationFactor: replicas,
          assignments: assignment
            ? parseReplicaAssignment(assignment).map((brokerIds, partitionIndex) => ({
                ...{ partitionIndex, brokerIds },
              }))
            : [],
          configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
        },
      ],
    },
    (answer) => answer.topics.map(({ errorCode }) => errorCode),
  );
  for (const { errorCode, errorMessage } of topics) {
    if (errorCode === ErrorCode.TOPIC_ALREADY_EXISTS && given['if-not-exists']) return;
    throwIfError(errorCode, errorMessage);
  }
  terminal.out(`Created topic ${name}.`);
}

/** @throws ToolError */
export function parseTopicConfigs(given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const [key = '', value, ...more] = pair.split(/\s*=\s*/);
      if (value === undefined || value === '' || more.length > 0) {
        throw new ToolError(
          'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
        );
      }
      return [key.trim(), value.trim()];
    }),
  );
}
