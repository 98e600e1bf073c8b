/** `kafka-leader-election`: has the preferred or any living replica lead partitions. */

import { askController } from '../../node/kafka/ask-controller.ts';
import type { Cluster } from '../../node/kafka/cluster.ts';
import { KafkaError, throwIfError } from '../../node/kafka/kafka-error.ts';
import { byTopic, partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { electLeadersRequest, electLeadersResponse } from '../../protocol/api/43-elect-leaders.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { checkClusterOptions, clusterOptions, withCluster } from '../cluster/open-cluster.ts';
import { type Terminal, ToolError, UsageError } from '../command.ts';
import { duplicates } from '../duplicates.ts';
import { integerIn, type JsonObject, objectsIn, readJsonFile, stringIn } from '../json-file.ts';
import { kafkaTool } from '../kafka-tool.ts';
import type { Options, OptionValues } from '../options/option.ts';

const electionTypes = { preferred: 0, unclean: 1 } as const;
type ElectionType = keyof typeof electionTypes;

const options = {
  ...clusterOptions,
  'admin.config': {
    value: 'config file',
    kind: 'file',
    help: 'Configuration properties files to pass to the admin client',
  },
  'path-to-json-file': {
    value: 'Path to JSON file',
    kind: 'file',
    help: 'The JSON file with the list of partition for which leader elections should be performed. This is an example format.\n{"partitions":\n  [{"topic": "foo", "partition": 1},\n   {"topic": "foobar", "partition": 2}]\n}\nNot allowed if --all-topic-partitions or --topic flags are specified.',
  },
  topic: {
    value: 'topic name',
    kind: 'topic',
    help: 'Name of topic for which to perform an election. Not allowed if --path-to-json-file or --all-topic-partitions is specified.',
  },
  partition: {
    value: 'partition id',
    type: 'integer',
    help: 'Partition id for which to perform an election. REQUIRED if --topic is specified.',
  },
  'all-topic-partitions': {
    help: 'Perform election on all of the eligible topic partitions based on the type of election (see the --election-type flag). Not allowed if --topic or --path-to-json-file is specified.',
  },
  'election-type': {
    value: 'election type',
    choices: Object.keys(electionTypes),
    help: 'Type of election to attempt. Possible values are "preferred" for preferred leader election or "unclean" for unclean leader election. If preferred election is selection, the election is only performed if the current leader is not the preferred leader for the topic partition. If unclean election is selected, the election is only performed if there are no leader for the topic partition. REQUIRED.',
  },
} satisfies Options;

type Given = OptionValues<typeof options>;

export const leaderElectionCommand = kafkaTool({
  purpose:
    'This tool attempts to elect a new leader for a set of topic partitions. The type of elections supported are preferred replicas and unclean replicas.',
  options,
  check,
  async run(given, terminal) {
    const file = given['path-to-json-file'];
    const chosen =
      given.topic === undefined ? undefined : [{ topic: given.topic, partition: given.partition! }];
    const partitions = file === undefined ? chosen : parsePartitions(await readJsonFile(file));
    const { 'admin.config': config = given['command-config'], ...rest } = given;
    const connection = config === undefined ? rest : { ...rest, 'command-config': config };
    const type = given['election-type'] as ElectionType;
    await withCluster(connection, (cluster) => elect(cluster, type, partitions, terminal));
    return 0;
  },
});

/** @throws ToolError, UsageError */
function check(given: Given): void {
  if (given['election-type'] === undefined) {
    throw new ToolError('Missing required option(s): election-type');
  }
  checkClusterOptions(given);
  if (!Object.hasOwn(electionTypes, given['election-type'])) {
    throw new UsageError(
      `Cannot parse argument '${given['election-type']}' of option election-type: it is preferred or unclean`,
    );
  }
  const ways = (['topic', 'all-topic-partitions', 'path-to-json-file'] as const).filter(
    (name) => given[name] !== undefined,
  );
  if (ways.length !== 1) {
    throw new ToolError(
      'One and only one of the following options is required: topic, all-topic-partitions, path-to-json-file',
    );
  }
  if (given.topic !== undefined && given.partition === undefined) {
    throw new ToolError('Missing required option(s): partition');
  }
  if (given.topic === undefined && given.partition !== undefined) {
    throw new ToolError('Option partition is only allowed if topic is used');
  }
}

/** @throws ToolError */
export function parsePartitions(file: JsonObject): TopicPartition[] {
  if (file.partitions === undefined) {
    throw new ToolError('Replica election data is missing "partitions" field');
  }
  const partitions = objectsIn(file.partitions, 'partitions').map((each) => ({
    topic: stringIn(each, 'topic'),
    partition: integerIn(each, 'partition'),
  }));
  const twice = duplicates(partitions.map(partitionKey));
  if (twice.length === 0) return partitions;
  throw new ToolError(`Replica election data contains duplicate partitions: ${twice.join(',')}`);
}

/** @throws ToolError unless all could be elected */
async function elect(
  cluster: Cluster,
  type: ElectionType,
  partitions: readonly TopicPartition[] | undefined,
  terminal: Terminal,
): Promise<void> {
  const connection = await cluster.connection('controller');
  if (type === 'unclean' && (connection.version(electLeadersRequest) ?? 0) < 1) {
    throw new ToolError('The brokers are too old for unclean elections.');
  }
  const answer = await askController(
    cluster,
    electLeadersRequest,
    electLeadersResponse,
    {
      electionType: electionTypes[type],
      topicPartitions: partitions
        ? byTopic(partitions).map(([topic, list]) => ({
            topic,
            partitions: list.map(({ partition }) => partition),
          }))
        : null,
      timeoutMs: 15_000,
    },
    ({ errorCode, replicaElectionResults }) => [
      errorCode,
      ...replicaElectionResults.flatMap(({ partitionResult }) =>
        partitionResult.map((each) => each.errorCode),
      ),
    ],
  );
  throwIfError(answer.errorCode);
  const results = answer.replicaElectionResults.flatMap(({ topic, partitionResult }) =>
    partitionResult.map(({ partitionId, errorCode, errorMessage }) => ({
      key: partitionKey({ topic, partition: partitionId }),
      errorCode,
      errorMessage,
    })),
  );
  const name = type.toUpperCase();
  const withCode = (code: number) =>
    results.filter(({ errorCode }) => errorCode === code).map(({ key }) => key);
  const elected = withCode(ErrorCode.NONE);
  const needless = withCode(ErrorCode.ELECTION_NOT_NEEDED);
  if (elected.length > 0) {
    terminal.out(
      `Successfully completed leader election (${name}) for partitions ${elected.join(', ')}`,
    );
  }
  if (needless.length > 0) {
    terminal.out(`Valid replica already elected for partitions ${needless.join(', ')}`);
  }
  const failed = results.filter(
    ({ errorCode }) => errorCode !== ErrorCode.NONE && errorCode !== ErrorCode.ELECTION_NOT_NEEDED,
  );
  for (const { key, errorCode, errorMessage } of failed) {
    const { message } = new KafkaError(errorCode, errorMessage);
    terminal.out(`Error completing leader election (${name}) for partition: ${key}: ${message}`);
  }
  if (failed.length > 0) throw new ToolError(`${failed.length} replica(s) could not be elected`);
}
