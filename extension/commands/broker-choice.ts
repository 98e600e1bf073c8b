import type * as vscode from 'vscode';
import type { BrokerState } from '../../server/contract/control.ts';
import { formatAddress } from '../clusters/address.ts';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { ClusterContext, Context } from '../context.ts';
import { brokerStateName } from '../explorer/broker-appearance.ts';
import { t } from '../l10n.ts';
import { askChoice } from './questions.ts';
import { isNode } from './topic-choice.ts';

/** What a command about a broker is called with by other code instead of being asked for. */
export interface MeantBroker {
  readonly broker: number;
  /** Whether the user has agreed already. */
  readonly confirmed?: boolean;
}

interface BrokerItem extends vscode.QuickPickItem {
  readonly broker: number;
}

/**
 * The broker that a command is about: that of the row or the `MeantBroker` that it was called with, or a
 * chosen one of those in these states.
 * @throws Cancelled; Error if there is none to choose, or the row is of a cluster that the command is not about.
 */
export async function brokerFrom(
  { cluster, target }: Pick<Context, 'cluster'> & Partial<Pick<ClusterContext, 'target'>>,
  title: string,
  argument: unknown,
  states: readonly BrokerState[],
): Promise<MeantBroker> {
  if (isOfAnother(argument, target?.id ?? LOCAL)) {
    throw new Error(t('This is a broker of another cluster.'));
  }
  if (isNode(argument) && argument.kind === 'broker') return { broker: argument.broker };
  if (typeof argument === 'object' && argument !== null && 'broker' in argument) {
    return argument as MeantBroker;
  }
  const brokers = (cluster.status?.brokers ?? []).filter(({ state }) => states.includes(state));
  if (brokers.length === 0) throw new Error(noneIn(states));
  const broker = await chooseBroker(
    title,
    brokers.map(({ id, state, host, port }) => ({
      id,
      description: state === 'running' ? formatAddress({ host, port }) : brokerStateName(state),
    })),
  );
  return { broker };
}

/** Lets the user choose a broker; resolves to its id. @throws Cancelled */
export async function chooseBroker(
  title: string,
  brokers: readonly { readonly id: number; readonly description: string }[],
): Promise<number> {
  const items = brokers.map(
    ({ id, description }): BrokerItem => ({ label: t('Broker {0}', id), description, broker: id }),
  );
  const answer = await askChoice({ title, step: 1, of: 1 }, t('Choose a broker'), items);
  return answer === 'back' ? -1 : answer.value.broker;
}

/** Whether a command was called with a row, or an object of other code, that names a cluster which is not that one. */
function isOfAnother(argument: unknown, cluster: string): boolean {
  if (typeof argument !== 'object' || argument === null || !('cluster' in argument)) return false;
  return argument.cluster !== cluster;
}

function noneIn(states: readonly BrokerState[]): string {
  return states.includes('running')
    ? t('No broker runs.')
    : t('All brokers run; another one can be added.');
}
