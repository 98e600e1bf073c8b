import type * as vscode from 'vscode';
import type { Broker, PartitionReplicas } from '../../server/contract/kafka-client/model.ts';
import { type Move, planReassignment, type RackedBroker } from '../clusters/reassignment-plan.ts';
import { checkReplicationFactor } from '../clusters/topic-config.ts';
import type { ClusterContext } from '../context.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { type Answer, askChoice, askChoices, askInTurn, askText, type Step } from './questions.ts';
import { moveAll, takeBack } from './reassignment-progress.ts';
import { chooseTopic, isNode, rowsMeant } from './topic-choice.ts';

/** What `reassignPartitions` is called with by other code instead of being asked for. */
export interface Reassign {
  readonly topic: string;
  readonly brokers: readonly number[];
  readonly replicationFactor: number;
}

/**
 * Spreads a topic, or some of its partitions, anew over brokers that the user chooses and sees what that
 * moves: the topic or the partitions of the rows, of a `Reassign`, or a chosen topic. Resolves to whether
 * all has moved.
 * @throws Cancelled; Error with the broker's reasons.
 */
export async function reassignPartitions(
  context: ClusterContext,
  argument?: unknown,
  selected?: unknown,
): Promise<boolean> {
  const title = t('Reassign Partitions');
  const moves = isReassign(argument)
    ? await movesFor(context, argument)
    : await askForMoves(context, title, argument, selected);
  return moveAll(context, t("Reassigning partitions of '{0}'", moves[0]?.topic ?? ''), moves);
}

/** Has all partitions that move, or those of the rows' topics, go back. Resolves to how many did. */
export async function cancelReassignment(
  context: ClusterContext,
  clicked?: unknown,
  selected?: unknown,
): Promise<number> {
  const topics = rowsMeant(clicked, selected).flatMap((row) =>
    row.kind === 'topic' || row.kind === 'partition' ? [row.topic] : [],
  );
  const all = await context.kafka.call('reassignments', null);
  const meant = all.filter(({ topic }) => topics.length === 0 || topics.includes(topic));
  if (meant.length === 0) throw new Error(t('No partitions are being reassigned.'));
  await takeBack(context, meant);
  await context.explorer.refresh(context.target.id);
  return meant.length;
}

async function movesFor({ kafka }: ClusterContext, wanted: Reassign): Promise<readonly Move[]> {
  const partitions = await kafka.call('replicas', [wanted.topic]);
  const { brokers } = await kafka.call('cluster', null);
  return planReassignment(partitions, among(brokers, wanted.brokers), wanted.replicationFactor);
}

async function askForMoves(
  context: ClusterContext,
  title: string,
  argument: unknown,
  selected: unknown,
): Promise<readonly Move[]> {
  const about = isNode(argument) && 'topic' in argument ? argument : undefined;
  const topic = about?.topic ?? (await chooseTopic(context, title));
  const indexes = rowsMeant(argument, selected).flatMap((row) =>
    row.kind === 'partition' && row.topic === topic ? [row.partition] : [],
  );
  const all = await context.kafka.call('replicas', [topic]);
  const partitions =
    indexes.length === 0 ? all : all.filter(({ partition }) => indexes.includes(partition));
  const { brokers } = await context.kafka.call('cluster', null);
  if (brokers.length < 2) throw new Error(t('There is no other broker: add one first.'));

  let chosen: readonly number[] = [...new Set(partitions.flatMap(({ replicas }) => replicas))];
  let factor = partitions[0]?.replicas.length ?? 1;
  let moves: readonly Move[] = [];
  const questions = [
    async (step: Step) =>
      taken(await askBrokers(step, brokers, partitions, chosen), (value) => {
        chosen = value;
      }),
    async (step: Step) =>
      taken(await askFactor(step, Math.min(factor, chosen.length), chosen.length), (value) => {
        factor = value;
        moves = planReassignment(partitions, among(brokers, chosen), factor);
      }),
    (step: Step) => preview(step, topic, partitions, moves),
  ];
  await askInTurn(
    questions.map((ask, at) => () => {
      return ask({ title: `${title}: ${topic}`, step: at + 1, of: questions.length });
    }),
  );
  return moves;
}

/** The brokers with these ids; one that is away has no rack, and the controller says that it is away. */
function among(brokers: readonly Broker[], ids: readonly number[]): RackedBroker[] {
  return ids.map((id) => brokers.find((each) => each.id === id) ?? { id, rack: null });
}

interface BrokerItem extends vscode.QuickPickItem {
  readonly id: number;
}

async function askBrokers(
  step: Step,
  brokers: readonly Broker[],
  partitions: readonly PartitionReplicas[],
  chosen: readonly number[],
): Promise<Answer<readonly number[]>> {
  const items = brokers.map(({ id, host, port, rack }): BrokerItem => {
    const count = partitions.filter(({ replicas }) => replicas.includes(id)).length;
    return {
      label: t('Broker {0}', id),
      description: [`${host}:${port}`, rack, t('has {0} of the partitions', formatNumber(count))]
        .filter((part) => part)
        .join(' · '),
      picked: chosen.includes(id),
      id,
    };
  });
  const answer = await askChoices(step, t('Brokers that the partitions are spread over'), items);
  return answer === 'back' ? answer : { value: answer.value.map(({ id }) => id) };
}

async function askFactor(step: Step, factor: number, brokers: number): Promise<Answer<number>> {
  const answer = await askText(step, {
    prompt: t('Replication factor: on how many of the {0} brokers each record is', brokers),
    value: String(factor),
    check: (text) => checkReplicationFactor(text, brokers),
  });
  return answer === 'back' ? answer : { value: Number(answer.value) };
}

/** What would move, the first row being the one that has it move. */
function preview(
  step: Step,
  topic: string,
  partitions: readonly PartitionReplicas[],
  moves: readonly Move[],
): Promise<Answer<unknown>> {
  const rows = partitions.map(({ partition, replicas }): vscode.QuickPickItem => {
    const move = moves.find((each) => each.partition === partition);
    return {
      label: t('Partition {0}', partition),
      description:
        move === undefined
          ? t('stays on {0}', replicas.join(', '))
          : `${move.from.join(', ')} → ${move.replicas.join(', ')}`,
    };
  });
  const accept =
    moves.length === 0
      ? { label: `$(check) ${t('Nothing moves')}` }
      : {
          label: `$(check) ${plural(moves.length, 'Reassign {0} partition', 'Reassign {0} partitions')}`,
          description: topic,
        };
  return askAccept(step, [accept, ...rows], moves.length);
}

/** Rows below the first are to be read: choosing one of them asks again. */
async function askAccept(
  step: Step,
  items: readonly vscode.QuickPickItem[],
  moves: number,
): Promise<Answer<unknown>> {
  const placeholder = t(
    '{0} of {1} partitions move; the first broker is the preferred leader',
    formatNumber(moves),
    formatNumber(items.length - 1),
  );
  for (;;) {
    const answer = await askChoice(step, placeholder, items);
    if (answer === 'back' || answer.value === items[0]) return answer;
  }
}

function taken<T>(answer: Answer<T>, take: (value: T) => void): Answer<T> {
  if (answer !== 'back') take(answer.value);
  return answer;
}

function isReassign(value: unknown): value is Reassign {
  return typeof value === 'object' && value !== null && 'brokers' in value && 'topic' in value;
}
