import type { Connection, Mark } from '../connections/connection.ts';
import { ViewItem } from '../contributions.ts';
import { t } from '../l10n.ts';
import { type Appearance, color, joined, joinedForSpeech, separator } from './look.ts';
import type { ClusterTree } from './tree.ts';

/** How a cluster's own row looks. */
export function clusterAppearance(tree: ClusterTree): Appearance {
  const { connection } = tree.life;
  return connection === undefined ? local(tree) : connected(connection, tree);
}

/** Where a mark's colour comes from: charts have the colours that themes give names to. */
export const markColors: Readonly<Record<Mark, string>> = {
  red: 'charts.red',
  orange: 'charts.orange',
  yellow: 'charts.yellow',
  green: 'charts.green',
  blue: 'charts.blue',
  purple: 'charts.purple',
};

function connected(connection: Connection, { problem }: ClusterTree): Appearance {
  const { name, properties, readOnly, mark } = connection;
  const description = joined(
    properties['bootstrap.servers'],
    readOnly && t('read-only'),
    problem !== undefined && t('does not answer'),
  );
  const icon =
    problem !== undefined
      ? { id: 'warning', color: color.warning }
      : { id: 'cloud', ...(mark === undefined ? {} : { color: markColors[mark] }) };
  return { label: name, description, icon, viewItem: ViewItem.connection, expand: 'collapsed' };
}

function local({ life, hasBroker }: ClusterTree): Appearance {
  const label = t('Local Cluster');
  const viewItem = ViewItem.cluster;
  if (life.state === 'running' && !hasBroker) {
    const description = t('no broker runs');
    return {
      label,
      description,
      icon: { id: 'error', color: color.failed },
      viewItem,
      expand: 'expanded',
    };
  }
  if (life.state === 'running') {
    const all = life.status?.brokers ?? [];
    const running = all.filter(({ state }) => state === 'running').length;
    const complete = running === all.length;
    const description = joined(
      !complete && t('{0} of {1} brokers', running, all.length),
      life.status?.bootstrap,
    );
    return {
      label,
      description,
      icon: complete
        ? { id: 'server-environment', color: color.running }
        : { id: 'warning', color: color.warning },
      viewItem,
      expand: 'expanded',
      spoken: joinedForSpeech(label, t('running'), ...description.split(separator)),
    };
  }
  if (life.state !== 'starting' && life.state !== 'stopping') {
    const failed = life.state === 'failed';
    return {
      label,
      description: failed ? t('failed') : t('stopped'),
      icon: failed
        ? { id: 'error', color: color.failed }
        : { id: 'server-environment', color: color.inactive },
      viewItem: ViewItem.stoppedCluster,
      expand: 'never',
    };
  }
  const description = life.state === 'stopping' ? t('stopping…') : t('starting…');
  return { label, description, icon: { id: 'loading~spin' }, viewItem, expand: 'never' };
}
