import type { ResetNote, ResetTarget } from '../../contract/kafka-client/groups.ts';
import type { OffsetOf } from '../../node/kafka/group-offsets.ts';
import { describeGroup } from '../../node/kafka/groups/describe-group.ts';
import type { GroupClient } from '../../node/kafka/groups/group-client.ts';
import { knownOffsets } from '../../node/kafka/groups/known-offsets.ts';
import { planOffset } from '../../node/kafka/groups/plan-offset.ts';
import {
  formatResetPlan,
  parseResetPlan,
  type ResetPlan,
} from '../../node/kafka/groups/reset-plan.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { readUserText } from '../../node/read-file.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { type Terminal, ToolError, UsageError } from '../command.ts';
import type { ToolLog } from '../log.ts';
import { columns } from '../table.ts';
import type { Given } from './check-options.ts';
import { parseDateTime } from './date-time.ts';
import { parseDuration } from './duration.ts';
import { parseTopicArguments } from './topic-arguments.ts';

const SOURCE = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';
const DRY_RUN_BY_DEFAULT =
  'WARN: No action will be performed as the --execute option is missing. In a future major release, the default behavior of this command will be to prompt the user before executing the reset rather than doing a dry run. You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.';

/** `--reset-offsets`: plans new offsets, sets them if told to, and shows them. @throws UsageError, ToolError */
export async function resetOffsets(
  client: GroupClient,
  given: Given,
  terminal: Terminal,
  log: ToolLog,
): Promise<void> {
  if (!given['dry-run'] && !given.execute) terminal.err(DRY_RUN_BY_DEFAULT);
  const groups = given['all-groups']
    ? (await client.list()).map(({ groupId }) => groupId)
    : [...new Set(given.group)];
  const single = groups.length === 1 && !given['all-groups'] ? groups[0] : undefined;
  const resetter = new Resetter(client, given, terminal, log);
  await resetter.readFile(single);
  const plan = new Map<string, readonly OffsetOf[]>();
  for (const group of groups) {
    const { state } = await describeGroup(client, group);
    if (state !== 'Empty' && state !== 'Dead') {
      terminal.out(
        `\nError: Assignments can only be reset if the group '${group}' is inactive, but the current state is ${state}.`,
      );
      plan.set(group, []);
      continue;
    }
    const offsets = await resetter.plan(group);
    if (given.execute) await client.commit(group, offsets);
    plan.set(group, offsets);
  }
  if (given.export) terminal.out(formatResetPlan(plan, single !== undefined));
  else for (const line of planTable(plan)) terminal.out(line);
}

/** The new offsets, with an empty line before. */
export function planTable(plan: ResetPlan): string[] {
  const widths = [30, 30, 10, 15];
  return [
    '',
    columns(widths, ['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET']),
    ...Array.from(plan, ([group, offsets]) =>
      offsets.map(({ topic, partition, offset }) =>
        columns(widths, [group, topic, partition, offset]),
      ),
    ).flat(),
  ];
}

class Resetter {
  readonly #client: GroupClient;
  readonly #given: Given;
  readonly #terminal: Terminal;
  readonly #log: ToolLog;
  #file: ResetPlan = new Map();

  constructor(client: GroupClient, given: Given, terminal: Terminal, log: ToolLog) {
    this.#client = client;
    this.#given = given;
    this.#terminal = terminal;
    this.#log = log;
  }

  /** Reads the plan of `--from-file`. @throws ToolError */
  async readFile(singleGroup: string | undefined): Promise<void> {
    const path = this.#given['from-file'];
    if (path === undefined) return;
    this.#file = parseResetPlan(await readUserText(path), singleGroup);
  }

  /** The offsets that a group is to have. @throws UsageError, UserError */
  async plan(group: string): Promise<OffsetOf[]> {
    const given = this.#given;
    const scope = await this.#scope(group);
    await this.#expectLeaders(scope);
    if (given['from-file'] === undefined) return await this.#planned(group, scope, this.#target());
    const offsets = this.#file.get(group);
    if (offsets === undefined) {
      this.#terminal.out(`\nError: No reset plan for group ${group} found`);
      return [];
    }
    await this.#expectLeaders(offsets);
    return await this.#planned(group, offsets, { kind: 'offsets', offsets });
  }

  #target(): ResetTarget {
    const given = this.#given;
    if (given['to-offset'] !== undefined) return { kind: 'offset', offset: given['to-offset'] };
    if (given['to-earliest']) return { kind: 'earliest' };
    if (given['to-latest']) return { kind: 'latest' };
    if (given['shift-by'] !== undefined) return { kind: 'shift', by: given['shift-by'] };
    if (given['to-datetime'] !== undefined) {
      return { kind: 'timestamp', timestamp: timeOf(given['to-datetime']) };
    }
    if (given['by-duration'] !== undefined) {
      return { kind: 'timestamp', timestamp: Date.now() - durationOf(given['by-duration']) };
    }
    return { kind: 'current' };
  }

  async #planned(
    group: string,
    partitions: readonly TopicPartition[],
    target: ResetTarget,
  ): Promise<OffsetOf[]> {
    const known = await knownOffsets(this.#client, group, partitions, target);
    const planned = known.map((each) => ({ ...each, ...planOffset(target, each) }));
    const stuck = planned.find(({ problem }) => problem === 'nothingCommitted');
    if (stuck !== undefined) {
      throw new UsageError(
        `Cannot shift offset for partition ${partitionKey(stuck)} since there is no current committed offset`,
      );
    }
    return planned.flatMap(({ topic, partition, after, note }) => {
      if (after === undefined) return [];
      if (note !== undefined) this.#tell({ topic, partition, offset: after }, note);
      return [{ topic, partition, offset: after }];
    });
  }

  /** Says in Kafka's words why an offset is not the one that was asked for. */
  #tell(of: OffsetOf, note: ResetNote): void {
    const key = partitionKey(of);
    switch (note.kind) {
      case 'beyondLatest':
      case 'beforeEarliest': {
        const how = note.kind === 'beyondLatest' ? 'higher than latest' : 'lower than earliest';
        this.#log.warn(
          `New offset (${note.wanted}) is ${how} offset for topic partition ${key}. Value will be set to ${of.offset}`,
          SOURCE,
        );
        break;
      }
      case 'noneSince':
        this.#terminal.out(
          `\nWarn: Partition ${of.partition} from topic ${of.topic} is empty. Falling back to latest known offset.`,
        );
        break;
    }
  }

  async #scope(group: string): Promise<TopicPartition[]> {
    const given = this.#given;
    if (given['all-topics']) {
      const committed = await this.#client.committed(group);
      return committed.map(({ topic, partition }) => ({ topic, partition }));
    }
    const { topics, partitions } = parseTopicArguments(given.topic ?? []);
    return [...partitions, ...(await this.#client.partitionsOf(topics))];
  }

  /** @throws KafkaError unless all of them are there and have leaders */
  async #expectLeaders(partitions: readonly TopicPartition[]): Promise<void> {
    const leaders = await this.#client.leaders(partitions);
    const expect = (holds: (of: TopicPartition) => boolean, code: ErrorCode, what: string) => {
      const lacking = partitions.filter((of) => !holds(of)).map(partitionKey);
      if (lacking.length === 0) return;
      throw new KafkaError(code, `The partitions "${lacking.join(',')}" ${what}`);
    };
    const found = (of: TopicPartition) => leaders.get(partitionKey(of));
    expect((of) => found(of) !== undefined, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 'do not exist');
    expect((of) => found(of)?.id !== undefined, ErrorCode.LEADER_NOT_AVAILABLE, 'have no leader');
  }
}

function timeOf(text: string): number {
  const time = parseDateTime(text);
  if (time !== undefined) return time;
  throw new ToolError(
    `Error parsing timestamp '${text}'. The format is YYYY-MM-DDTHH:mm:SS.sss, with an offset from UTC or without`,
  );
}

function durationOf(text: string): number {
  const duration = parseDuration(text);
  if (duration !== undefined) return duration;
  throw new ToolError(
    `Text cannot be parsed to a Duration: '${text}'. The format is PnDTnHnMnS, such as PT1H30M`,
  );
}
