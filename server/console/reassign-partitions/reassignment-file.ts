import {
  comparePartitions,
  partitionKey,
  type TopicPartition,
} from '../../node/kafka/topic-partition.ts';
import { ToolError } from '../command.ts';
import { duplicates } from '../duplicates.ts';
import {
  checkVersion,
  integerIn,
  integersIn,
  type JsonObject,
  objectsIn,
  stringIn,
} from '../json-file.ts';

/** On which brokers a partition is to be, the preferred leader first. */
export interface Assignment extends TopicPartition {
  readonly replicas: readonly number[];
}

const ANY = 'any';

/** Reads a `--reassignment-json-file`. @throws ToolError */
export function parseReassignment(file: JsonObject): Assignment[] {
  checkVersion(file);
  return objectsIn(file.partitions ?? [], 'partitions').map((each) => {
    const assignment = {
      topic: stringIn(each, 'topic'),
      partition: integerIn(each, 'partition'),
      replicas: integersIn(each, 'replicas'),
    };
    checkLogDirs(assignment, each.log_dirs);
    return assignment;
  });
}

/** Brokers have one log directory here, so there is nothing to choose. */
function checkLogDirs(assignment: Assignment, value: unknown): void {
  if (value === undefined) return;
  const key = partitionKey(assignment);
  if (!Array.isArray(value) || value.length !== assignment.replicas.length) {
    throw new ToolError(
      `Size of replicas list [${assignment.replicas.join(', ')}] is different from size of log dirs list ${JSON.stringify(value)} for partition ${key}`,
    );
  }
  const chosen = value.find((each) => each !== ANY);
  if (chosen !== undefined) {
    throw new ToolError(
      `Moving replicas between log directories is not supported: "log_dirs" of ${key} must be "any", not ${JSON.stringify(chosen)}`,
    );
  }
}

/** What `--execute` does not take. @throws ToolError */
export function checkExecutable(assignments: readonly Assignment[]): void {
  if (assignments.length === 0) throw new ToolError('Partition reassignment list cannot be empty');
  if (assignments.some(({ replicas }) => replicas.length === 0)) {
    throw new ToolError('Partition replica list cannot be empty');
  }
  const twice = duplicates(assignments.map(partitionKey));
  if (twice.length > 0) {
    throw new ToolError(
      `Partition reassignment contains duplicate topic partitions: ${twice.join(',')}`,
    );
  }
  const repeated = assignments
    .map((each) => ({ key: partitionKey(each), ids: duplicates(each.replicas) }))
    .filter(({ ids }) => ids.length > 0)
    .map(({ key, ids }) => `${key} contains multiple entries for ${ids.join(',')}`);
  if (repeated.length > 0) {
    throw new ToolError(
      `Partition replica lists may not contain duplicate entries: ${repeated.join('. ')}`,
    );
  }
}

/** Reads a `--topics-to-move-json-file`. @throws ToolError */
export function parseTopics(file: JsonObject): string[] {
  checkVersion(file);
  const topics = objectsIn(file.topics ?? [], 'topics').map((each) => stringIn(each, 'topic'));
  const twice = duplicates(topics);
  if (twice.length === 0) return topics;
  throw new ToolError(
    `List of topics to reassign contains duplicate entries: [${twice.join(', ')}]`,
  );
}

/** Reads the brokers of `--broker-list`. @throws ToolError */
export function parseBrokers(text: string): number[] {
  const ids = text.split(',').map((id) => {
    if (!/^\d+$/.test(id)) throw new ToolError(`For input string: "${id}"`);
    return Number(id);
  });
  const twice = duplicates(ids);
  if (twice.length === 0) return ids;
  throw new ToolError(`Broker list contains duplicate entries: [${twice.join(', ')}]`);
}

/** Writes what `parseReassignment` reads, in one line. */
export function formatReassignment(assignments: readonly Assignment[]): string {
  return JSON.stringify({
    version: 1,
    partitions: [...assignments].sort(comparePartitions).map(({ topic, partition, replicas }) => ({
      ...{ topic, partition, replicas },
      log_dirs: replicas.map(() => ANY),
    })),
  });
}
