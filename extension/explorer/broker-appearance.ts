import type { BrokerState, BrokerStatus } from '../../server/contract/control.ts';
import { formatAddress } from '../clusters/address.ts';
import { ViewItem, type ViewItemId } from '../contributions.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { type Appearance, color, joined, joinedForSpeech } from './look.ts';
import type { ClusterTree } from './tree.ts';

/** The row of a broker: whether it runs, where, whether it is controller, and what it leads. */
export function brokerAppearance(id: number, tree: ClusterTree): Appearance {
  const label = t('Broker {0}', id);
  const life = tree.brokerLife(id);
  if (life !== undefined && life.state !== 'running') return idle(label, life);
  const { cluster } = tree.model;
  const found = cluster?.brokers.find((each) => each.id === id) ?? life;
  const load = tree.brokerLoad(id);
  const isController = cluster?.controller === id;
  const outOfSync = load !== undefined && load.outOfSync > 0;
  const parts = [
    found && formatAddress(found),
    isController && t('controller'),
    load && t('leads {0}', formatNumber(load.leads)),
    outOfSync && t('{0} not in sync', formatNumber(load.outOfSync)),
  ];
  return {
    label,
    description: joined(...parts),
    icon: outOfSync
      ? { id: 'warning', color: color.warning }
      : { id: isController ? 'star-full' : 'server-process', color: color.running },
    viewItem: life === undefined ? ViewItem.remoteBroker : ViewItem.broker,
    expand: 'never',
    spoken: joinedForSpeech(
      label,
      parts[0],
      parts[1],
      load && plural(load.leads, 'leads {0} partition', 'leads {0} partitions'),
      outOfSync && plural(load.outOfSync, '{0} replica not in sync', '{0} replicas not in sync'),
    ),
  };
}

/** What a broker that does not run does. */
export function brokerStateName(state: BrokerState): string {
  const names: Record<BrokerState, string> = {
    stopped: t('stopped'),
    starting: t('starting…'),
    running: t('running'),
    stopping: t('stopping…'),
    failed: t('failed'),
  };
  return names[state];
}

function idle(label: string, { state }: BrokerStatus): Appearance {
  const looks: Record<BrokerState, [icon: Appearance['icon'], viewItem: ViewItemId]> = {
    stopped: [{ id: 'circle-slash', color: color.inactive }, ViewItem.endedBroker],
    failed: [{ id: 'error', color: color.failed }, ViewItem.endedBroker],
    starting: [{ id: 'loading~spin' }, ViewItem.changingBroker],
    stopping: [{ id: 'loading~spin' }, ViewItem.changingBroker],
    running: [{ id: 'server-process' }, ViewItem.broker],
  };
  const [icon, viewItem] = looks[state];
  return {
    label,
    description: brokerStateName(state),
    ...(icon && { icon }),
    viewItem,
    expand: 'never',
  };
}
