/** `kafka-consumer-groups` (org.apache.kafka.tools.consumer.group.ConsumerGroupCommand). */

import { describeGroup, type GroupDescription } from '../../node/kafka/groups/describe-group.ts';
import { GroupClient } from '../../node/kafka/groups/group-client.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { UserError } from '../../node/user-error.ts';
import { withCluster } from '../cluster/open-cluster.ts';
import { type Terminal, UsageError } from '../command.ts';
import { kafkaTool } from '../kafka-tool.ts';
import { ToolLog } from '../log.ts';
import { checkOptions, type Given } from './check-options.ts';
import { deleteGroups, deleteOffsets } from './delete.ts';
import { options, STATES, TYPES } from './options.ts';
import { resetOffsets } from './reset-offsets.ts';
import { listTable, membersTable, offsetRows, offsetsTable, stateTable } from './tables.ts';

export const consumerGroupsCommand = kafkaTool({
  purpose:
    'This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset consumer group offsets.',
  options,
  check: checkOptions,
  async run(given, terminal) {
    try {
      await withCluster(given, (cluster) =>
        act(new GroupClient(cluster, given.timeout ?? 5_000), given, terminal),
      );
      return 0;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      terminal.out(`\nError: Executing consumer group command failed due to ${error.message}`);
      // What the cluster answered is a result, as it is of Kafka's tool; that none answered is not.
      return error instanceof KafkaError ? 0 : 1;
    }
  },
});

async function act(client: GroupClient, given: Given, terminal: Terminal): Promise<void> {
  if (given.list) return await list(client, given, terminal);
  if (given['reset-offsets']) {
    return await resetOffsets(client, given, terminal, new ToolLog(terminal));
  }
  if (given['delete-offsets']) {
    return await deleteOffsets(client, given.group![0]!, given.topic!, terminal);
  }
  const groups = given['all-groups']
    ? (await client.list()).map(({ groupId }) => groupId)
    : [...new Set(given.group)];
  if (given.delete) return await deleteGroups(client, groups, terminal);
  for (const group of groups.sort()) await describe(client, group, given, terminal);
}

async function list(client: GroupClient, given: Given, terminal: Terminal): Promise<void> {
  const withType = given.type !== undefined;
  const withState = given.state !== undefined;
  const types = chosen(given.type, TYPES, 'types');
  const states = chosen(given.state, STATES, 'state');
  const groups = await client.list(states, types);
  if (!withType && !withState) for (const { groupId } of groups) terminal.out(groupId);
  else for (const line of listTable(groups, withType, withState)) terminal.out(line);
}

/** The names that a list stands for, in their own spelling. @throws UsageError in Kafka's words */
function chosen(text: string | undefined, valid: readonly string[], what: string): string[] {
  if (!text) return [];
  return text.split(',').map((part) => {
    const found = valid.find((name) => name.toLowerCase() === part.trim().toLowerCase());
    if (found !== undefined) return found;
    throw new UsageError(
      `Invalid ${what} list '${text}'. Valid ${what === 'state' ? 'states' : what} are: ${valid.join(', ')}`,
    );
  });
}

async function describe(
  client: GroupClient,
  group: string,
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const description = await describeGroup(client, group);
  if (!showState(description, terminal)) return;
  const verbose = given.verbose === true;
  const print = (lines: readonly string[]) => {
    for (const line of lines) terminal.out(line);
  };
  if (given.state !== undefined) return print(stateTable(description, verbose));
  if (given.members) return print(membersTable(description, verbose));
  const committed = await client.committed(group);
  const assigned = description.members.flatMap(({ assignment }) => assignment);
  const ends = await client.offsetsAt([...assigned, ...committed], -1);
  const rows = offsetRows(description, committed, ends);
  if (rows.length > 0) print(offsetsTable(group, rows, verbose));
}

/** Says what is remarkable about a group's state; false if there is none to describe. */
function showState({ groupId, state }: GroupDescription, terminal: Terminal): boolean {
  switch (state) {
    case 'Dead':
      terminal.out(`\nError: Consumer group '${groupId}' does not exist.`);
      return false;
    case 'Empty':
      terminal.err(`\nConsumer group '${groupId}' has no active members.`);
      return true;
    case 'PreparingRebalance':
    case 'CompletingRebalance':
    case 'Assigning':
    case 'Reconciling':
      terminal.err(`\nWarning: Consumer group '${groupId}' is rebalancing.`);
      return true;
    default:
      return true;
  }
}
