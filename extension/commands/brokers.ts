import * as vscode from 'vscode';
import type { BrokerState } from '../../server/contract/control.ts';
import type { PartitionReplicas } from '../../server/contract/kafka-client/model.ts';
import { planRemoval } from '../clusters/reassignment-plan.ts';
import type { ClusterContext, Context } from '../context.ts';
import { Setting } from '../contributions.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { writeSetting } from '../settings.ts';
import { brokerFrom } from './broker-choice.ts';
import { confirm } from './questions.ts';
import { moveAll } from './reassignment-progress.ts';

const ended: readonly BrokerState[] = ['stopped', 'failed'];
const alive: readonly BrokerState[] = ['starting', 'running'];

/** Starts a broker that has ended: that of the row, of a `MeantBroker`, or a chosen one. */
export async function startBroker(context: Context, argument?: unknown): Promise<boolean> {
  const { broker } = await brokerFrom(context, t('Start Broker'), argument, ended);
  await showing(t('Starting broker {0}…', broker), () => context.cluster.startBroker(broker));
  return true;
}

/** Stops a broker cleanly: others take over what it leads. */
export async function stopBroker(context: Context, argument?: unknown): Promise<boolean> {
  const { broker } = await brokerFrom(context, t('Stop Broker'), argument, alive);
  await showing(t('Stopping broker {0}…', broker), () => context.cluster.stopBroker(broker));
  return true;
}

export async function restartBroker(context: Context, argument?: unknown): Promise<boolean> {
  const { broker } = await brokerFrom(context, t('Restart Broker'), argument, alive);
  await showing(t('Restarting broker {0}…', broker), () => context.cluster.restartBroker(broker));
  return true;
}

/** Ends a broker as `kill -9` would, when the user agrees. Resolves to whether it did. */
export async function killBroker(context: Context, argument?: unknown): Promise<boolean> {
  const { broker, confirmed } = await brokerFrom(context, t('Kill Broker'), argument, alive);
  const agreed =
    confirmed ||
    (await confirm(
      t('Kill broker {0}?', broker),
      t(
        'It ends at once, as a process does with kill -9, and hands nothing over. What it leads is led by another in-sync replica within a second, or by nobody where there is none.',
      ),
      t('Kill'),
    ));
  if (agreed) await context.cluster.killBroker(broker);
  return agreed;
}

/** Starts one more broker, also from the next start on. Resolves to its id. */
export async function addBroker(context: ClusterContext): Promise<number | undefined> {
  const id = await showing(t('Adding a broker…'), () => context.cluster.addBroker());
  await keepNumber(context);
  await context.explorer.refresh(context.target.id);
  return id;
}

/**
 * Moves what a broker has to the others, stops it and deletes its data, when the user agrees. Resolves to
 * whether it did.
 * @throws Cancelled; Error with the broker's or the host's reason.
 */
export async function removeBroker(context: ClusterContext, argument?: unknown): Promise<boolean> {
  const { cluster, kafka } = context;
  const anyState = [...alive, ...ended];
  const title = t('Remove Broker');
  const { broker, confirmed } = await brokerFrom(context, title, argument, anyState);
  const others = (await kafka.call('cluster', null)).brokers.filter(({ id }) => id !== broker);
  const all = await kafka.call('replicas', null);
  // What has no leader cannot be copied, and what nobody else can have stays.
  const moves = planRemoval(all.filter(hasLeader), broker, others);
  const lost = all.filter(isOnlyOn(broker)).filter((each) => !moves.some(isSame(each)));
  const agreed =
    confirmed ||
    (await confirm(
      t('Remove broker {0}?', broker),
      [
        moves.length > 0 &&
          plural(
            moves.length,
            'First the other brokers take over the partition that it has.',
            'First the other brokers take over the {0} partitions that it has.',
          ),
        lost.length > 0 && t('The records of {0} are lost: nobody else has them.', named(lost)),
        t('Then it is stopped, and its data is deleted.'),
      ]
        .filter((line) => line)
        .join('\n'),
      lost.length > 0 ? t('Remove and Lose Records') : t('Remove'),
    ));
  if (!agreed) return false;
  if (!(await moveAll(context, t('Moving partitions off broker {0}', broker), moves))) return false;
  await showing(t('Removing broker {0}…', broker), () =>
    cluster.removeBroker(broker, lost.length > 0),
  );
  await keepNumber(context);
  await context.explorer.refresh(context.target.id);
  return true;
}

/** The cluster that the settings describe is the one that runs. */
async function keepNumber({ cluster }: Pick<Context, 'cluster'>): Promise<void> {
  const brokers = cluster.status?.config?.brokers;
  if (brokers !== undefined) await writeSetting(Setting.brokers, brokers);
}

/** Whether nobody else has all records of a partition. */
function isOnlyOn(broker: number) {
  return ({ replicas, isr }: PartitionReplicas) =>
    [replicas, isr].some((ids) => ids.length > 0 && ids.every((id) => id === broker));
}

function hasLeader({ leader }: PartitionReplicas): boolean {
  return leader >= 0;
}

function isSame(one: { readonly topic: string; readonly partition: number }) {
  return (other: { readonly topic: string; readonly partition: number }) =>
    one.topic === other.topic && one.partition === other.partition;
}

/** Some of the topics' names. */
function named(partitions: readonly PartitionReplicas[]): string {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const most = 3;
  const more = topics.length - most;
  const shown = topics.slice(0, most).join(', ');
  return more > 0 ? t('{0} and {1} more topics', shown, formatNumber(more)) : shown;
}

function showing<T>(title: string, work: () => Promise<T>): Thenable<T> {
  const location = vscode.ProgressLocation.Window;
  return vscode.window.withProgress({ title, location }, work);
}
