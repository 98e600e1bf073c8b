import type { GroupClient } from '../../node/kafka/groups/group-client.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { ErrorCode, errorName } from '../../protocol/errors.ts';
import { asException } from '../cluster/exception-name.ts';
import type { Terminal } from '../command.ts';
import { columns, MISSING, widthOf } from '../table.ts';
import { parseTopicArguments } from './topic-arguments.ts';

/** `--delete`. Groups that cannot be deleted do not keep others from it. @throws ToolError */
export async function deleteGroups(
  client: GroupClient,
  groups: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const deleted: string[] = [];
  const failed: string[] = [];
  for (const group of groups) {
    try {
      await client.delete(group);
      deleted.push(`'${group}'`);
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      failed.push(`* Group '${group}' could not be deleted due to: ${asException(error)}`);
    }
  }
  const names = deleted.join(', ');
  if (failed.length === 0) {
    terminal.out(`Deletion of requested consumer groups (${names}) was successful.`);
    return;
  }
  terminal.out('\nError: Deletion of some consumer groups failed:');
  for (const line of failed) terminal.out(line);
  if (deleted.length > 0) {
    terminal.out(`\nThese consumer groups were deleted successfully: ${names}`);
  }
}

/** Errors of single partitions, beside which the others may have gone well. */
const OF_PARTITIONS: readonly number[] = [
  ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
  ErrorCode.TOPIC_AUTHORIZATION_FAILED,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
];
/** Errors of the group as a whole. */
const OF_GROUP: readonly number[] = [
  ErrorCode.INVALID_GROUP_ID,
  ErrorCode.GROUP_ID_NOT_FOUND,
  ErrorCode.GROUP_AUTHORIZATION_FAILED,
  ErrorCode.NON_EMPTY_GROUP,
];

/** `--delete-offsets`. @throws UsageError for topics that are not written right, ToolError */
export async function deleteOffsets(
  client: GroupClient,
  group: string,
  topicArguments: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const { topics, partitions } = parseTopicArguments(topicArguments);
  const outcomes: (TopicPartition & { readonly error: KafkaError | undefined })[] = [];
  const wanted = [...partitions];
  for (const topic of topics) {
    try {
      wanted.push(...(await client.partitionsOf([topic])));
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      outcomes.push({ topic, partition: -1, error });
    }
  }
  let code: number = ErrorCode.NONE;
  try {
    const codes = await client.deleteOffsets(group, wanted);
    for (const of of wanted) {
      const each = codes.get(partitionKey(of)) ?? ErrorCode.UNKNOWN_SERVER_ERROR;
      if (each !== ErrorCode.NONE) code = each;
      const error = each === ErrorCode.NONE ? undefined : new KafkaError(each);
      outcomes.push({ ...of, error });
    }
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    code = error.code;
    for (const of of wanted) outcomes.push({ ...of, error });
  }
  terminal.out(verdict(group, code));
  for (const line of outcomeTable(outcomes)) terminal.out(line);
}

function verdict(group: string, code: number): string {
  if (code === ErrorCode.NONE) return `Request succeeded for deleting offsets from group ${group}.`;
  if (OF_GROUP.includes(code)) return `\nError: ${new KafkaError(code).message}`;
  return OF_PARTITIONS.includes(code)
    ? '\nError: Encountered some partition-level error, see the follow-up details.'
    : `\nError: Encountered some unknown error: ${errorName(code)}`;
}

function outcomeTable(
  outcomes: readonly (TopicPartition & { readonly error: KafkaError | undefined })[],
): string[] {
  const name = ({ topic, partition }: TopicPartition) => `${topic}${partition}`;
  const widths = [
    widthOf(
      15,
      outcomes.map(({ topic }) => topic),
    ),
    10,
    15,
  ];
  return [
    '',
    columns(widths, ['TOPIC', 'PARTITION', 'STATUS']),
    ...outcomes
      .toSorted((a, b) => (name(a) < name(b) ? -1 : 1))
      .map(({ topic, partition, error }) =>
        columns(widths, [
          topic,
          partition < 0 ? MISSING : partition,
          error === undefined ? 'Successful' : `Error: ${asException(error)}`,
        ]),
      ),
  ];
}
