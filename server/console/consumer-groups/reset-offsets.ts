import type { OffsetOf } from '../../node/kafka/group-offsets.ts';
import { KafkaError } from '../../node/kafka/kafka-error.ts';
import { partitionKey, type TopicPartition } from '../../node/kafka/topic-partition.ts';
import { readUserText } from '../../node/read-file.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { type Terminal, ToolError, UsageError } from '../command.ts';
import type { ToolLog } from '../log.ts';
import { columns } from '../table.ts';
import type { Given } from './check-options.ts';
import { parseDateTime } from './date-time.ts';
import { describeGroup } from './describe-groups.ts';
import { parseDuration } from './duration.ts';
import type { GroupClient } from './group-client.ts';
import { formatResetPlan, parseResetPlan, type ResetPlan } from './reset-plan.ts';
import { parseTopicArguments } from './topic-arguments.ts';

const LATEST = -1;
const EARLIEST = -2;
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

/**
 * Brings requested offsets between a log's beginning and its end.
 * @param onChange hears in Kafka's words what was changed
 */
export function withinLog(
  requested: readonly OffsetOf[],
  earliest: ReadonlyMap<string, number>,
  latest: ReadonlyMap<string, number>,
  onChange: (message: string) => void,
): OffsetOf[] {
  return requested.map((each) => {
    const key = partitionKey(each);
    const [start, end] = [earliest.get(key), latest.get(key)];
    const changed = (how: string, offset: number) => {
      onChange(
        `New offset (${each.offset}) is ${how} offset for topic partition ${key}. Value will be set to ${offset}`,
      );
      return { ...each, offset };
    };
    if (end !== undefined && each.offset > end) return changed('higher than latest', end);
    if (start !== undefined && each.offset < start) return changed('lower than earliest', start);
    return each;
  });
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

  /** The offsets that a group is to have. @throws UsageError, ToolError */
  async plan(group: string): Promise<OffsetOf[]> {
    const given = this.#given;
    const partitions = await this.#scope(group);
    await this.#expectLeaders(partitions);
    if (given['to-offset'] !== undefined) {
      const offset = given['to-offset'];
      return await this.#checked(partitions.map((of) => ({ ...of, offset })));
    }
    if (given['to-earliest']) return await this.#at(partitions, EARLIEST);
    if (given['to-latest']) return await this.#at(partitions, LATEST);
    if (given['shift-by'] !== undefined)
      return await this.#shift(group, partitions, given['shift-by']);
    if (given['to-datetime'] !== undefined) {
      return await this.#since(partitions, timeOf(given['to-datetime']));
    }
    if (given['by-duration'] !== undefined) {
      return await this.#since(partitions, Date.now() - durationOf(given['by-duration']));
    }
    if (given['from-file'] !== undefined) return await this.#fromFile(group);
    return await this.#toCurrent(group, partitions);
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

  async #at(partitions: readonly TopicPartition[], timestamp: number): Promise<OffsetOf[]> {
    const offsets = await this.#client.offsetsAt(partitions, timestamp);
    return partitions.flatMap((of) => {
      const offset = offsets.get(partitionKey(of));
      return offset === undefined ? [] : [{ ...of, offset }];
    });
  }

  /** The first record since a time, or the log's end. */
  async #since(partitions: readonly TopicPartition[], timestamp: number): Promise<OffsetOf[]> {
    const found = await this.#at(partitions, timestamp);
    const without = found.filter(({ offset }) => offset < 0);
    for (const { topic, partition } of without) {
      this.#terminal.out(
        `\nWarn: Partition ${partition} from topic ${topic} is empty. Falling back to latest known offset.`,
      );
    }
    const ends = await this.#client.offsetsAt(without, LATEST);
    return found.map((each) =>
      each.offset < 0 ? { ...each, offset: ends.get(partitionKey(each)) ?? 0 } : each,
    );
  }

  async #shift(
    group: string,
    partitions: readonly TopicPartition[],
    by: number,
  ): Promise<OffsetOf[]> {
    const committed = await this.#committed(group);
    const shifted = partitions.map((of) => {
      const offset = committed.get(partitionKey(of));
      if (offset === undefined) {
        throw new UsageError(
          `Cannot shift offset for partition ${partitionKey(of)} since there is no current committed offset`,
        );
      }
      return { ...of, offset: offset + by };
    });
    return await this.#checked(shifted);
  }

  async #fromFile(group: string): Promise<OffsetOf[]> {
    const planned = this.#file.get(group);
    if (planned === undefined) {
      this.#terminal.out(`\nError: No reset plan for group ${group} found`);
      return [];
    }
    await this.#expectLeaders(planned);
    return await this.#checked(planned);
  }

  async #toCurrent(group: string, partitions: readonly TopicPartition[]): Promise<OffsetOf[]> {
    const committed = await this.#committed(group);
    const without = partitions.filter((of) => !committed.has(partitionKey(of)));
    const ends = await this.#client.offsetsAt(without, LATEST);
    return partitions.map((of) => {
      const key = partitionKey(of);
      return { ...of, offset: committed.get(key) ?? ends.get(key) ?? 0 };
    });
  }

  async #committed(group: string): Promise<Map<string, number>> {
    const committed = await this.#client.committed(group);
    return new Map(committed.map((each) => [partitionKey(each), each.offset]));
  }

  async #checked(requested: readonly OffsetOf[]): Promise<OffsetOf[]> {
    const [earliest, latest] = await Promise.all([
      this.#client.offsetsAt(requested, EARLIEST),
      this.#client.offsetsAt(requested, LATEST),
    ]);
    return withinLog(requested, earliest, latest, (message) => this.#log.warn(message, SOURCE));
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
