import type * as vscode from 'vscode';
import type { RecordsToDelete } from '../../server/contract/kafka-client/methods.ts';
import type { Partition } from '../../server/contract/kafka-client/model.ts';
import { checkOffset } from '../clusters/topic-config.ts';
import type { ClusterContext } from '../context.ts';
import type { Node } from '../explorer/nodes.ts';
import { formatNumber, t } from '../l10n.ts';
import { detailOf, throwIfAny, topicsFrom } from './delete-topics.ts';
import { askChoices, askInTurn, askText, confirm } from './questions.ts';
import { chooseTopic, isNode, rowsMeant } from './topic-choice.ts';

const EVERYTHING = -1;

/**
 * Deletes the records before an offset in each of some partitions of one topic: those of the view's
 * rows or chosen ones, unless called with `{ records, confirmed }`. Resolves to what was deleted, or undefined if the user did not agree.
 * @throws Cancelled; Error with the broker's reasons.
 */
export async function deleteRecords(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<readonly RecordsToDelete[] | undefined> {
  const { records, confirmed } = isRecords(argument)
    ? argument
    : { records: await askForRecords(context, argument, selected), confirmed: false };
  if (records.length === 0) return undefined;
  const lines = records.map(({ topic, partition, before }) =>
    t('{0}, partition {1}: before offset {2}', topic, partition, formatNumber(before)),
  );
  const detail = [...lines, '', t('This cannot be undone.')].join('\n');
  const agreed =
    confirmed ||
    (await confirm(
      t("Delete records of topic '{0}'?", records[0]?.topic ?? ''),
      detail,
      t('Delete'),
      context.target,
    ));
  if (!agreed) return undefined;
  throwIfAny(await context.kafka.call('deleteRecords', records));
  await context.explorer.refresh(context.target.id);
  return records;
}

/**
 * Deletes all records that topics hold now: of the view's rows, of a `TopicsToDelete`, or of chosen
 * ones. Resolves to their names.
 * @throws Cancelled; Error with the broker's reasons.
 */
export async function emptyTopics(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<readonly string[]> {
  const { topics, confirmed } = await topicsFrom(context, t('Empty Topic'), argument, selected);
  if (topics.length === 0) return [];
  const agreed =
    confirmed ||
    (await confirm(
      topics.length === 1
        ? t("Delete all records of topic '{0}'?", String(topics[0]))
        : t('Delete all records of {0} topics?', formatNumber(topics.length)),
      detailOf(topics),
      t('Empty'),
      context.target,
    ));
  if (!agreed) return [];
  const described = await Promise.all(
    topics.map(async (topic) => ({
      topic,
      partitions: await context.kafka.call('partitions', topic),
    })),
  );
  const records = described.flatMap(({ topic, partitions }) =>
    partitions.map(({ index }) => ({ topic, partition: index, before: EVERYTHING })),
  );
  throwIfAny(await context.kafka.call('deleteRecords', records));
  await context.explorer.refresh(context.target.id);
  return topics;
}

interface PartitionItem extends vscode.QuickPickItem {
  readonly partition: Readable;
}

/** A partition whose leader told its offsets. */
type Readable = Partition & Required<Pick<Partition, 'earliest' | 'latest'>>;

async function askForRecords(
  context: ClusterContext,
  argument: unknown,
  selected: unknown,
): Promise<RecordsToDelete[]> {
  const title = t('Delete Records');
  const node = isNode(argument) ? argument : undefined;
  const about = node?.kind === 'topic' || node?.kind === 'partition' ? node : undefined;
  const topic = about?.topic ?? (await chooseTopic(context, title));
  const readable = (await context.kafka.call('partitions', topic)).filter(isReadable);
  if (readable.every(({ earliest, latest }) => earliest === latest)) {
    throw new Error(t("Topic '{0}' holds no records.", topic));
  }
  const meant = rowsMeant(argument, selected);
  const chosen =
    about?.kind === 'partition'
      ? readable.filter(({ index }) => meant.some(isPartition(topic, index)))
      : await choosePartitions(title, topic, readable);
  const records: RecordsToDelete[] = [];
  await askInTurn(
    chosen.map(({ index, earliest, latest }, at) => async () => {
      const answer = await askText(
        { title: `${title}: ${topic}`, step: at + 1, of: chosen.length },
        {
          prompt: t('Delete the records of partition {0} before this offset', index),
          placeholder: t('{0} deletes nothing, {1} everything', earliest, latest),
          value: String(records[at]?.before ?? ''),
          check: (text) => checkOffset(text, earliest, latest),
        },
      );
      if (answer === 'back') return answer;
      records[at] = { topic, partition: index, before: Number(answer.value) };
      return answer;
    }),
  );
  return records;
}

async function choosePartitions(
  title: string,
  topic: string,
  partitions: readonly Readable[],
): Promise<readonly Readable[]> {
  if (partitions.length === 1) return partitions;
  const items: PartitionItem[] = partitions.map((partition) => ({
    label: t('Partition {0}', partition.index),
    description: `${formatNumber(partition.earliest)} – ${formatNumber(partition.latest)}`,
    picked: partition.earliest < partition.latest,
    partition,
  }));
  const step = { title: `${title}: ${topic}`, step: 1, of: 1 };
  const answer = await askChoices(step, t('Choose partitions'), items);
  return answer === 'back' ? [] : answer.value.map(({ partition }) => partition);
}

function isPartition(topic: string, index: number): (row: Node) => boolean {
  return (row) => row.kind === 'partition' && row.topic === topic && row.partition === index;
}

function isReadable(partition: Partition): partition is Readable {
  return partition.earliest !== undefined && partition.latest !== undefined;
}

function isRecords(
  value: unknown,
): value is { readonly records: readonly RecordsToDelete[]; readonly confirmed?: boolean } {
  return typeof value === 'object' && value !== null && 'records' in value;
}
