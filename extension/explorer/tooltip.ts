import { formatAddress } from '../clusters/address.ts';
import { formatBytes, formatNumber, t } from '../l10n.ts';
import { memberOf, stateName, totalLag } from './appearance.ts';
import { brokerStateName } from './broker-appearance.ts';
import { lagOf } from './lag.ts';
import type { Node } from './nodes.ts';
import { targetOf } from './partition-appearance.ts';
import type { ClusterTree } from './tree.ts';

/** A heading and lines of a name and a value; values are plain text. */
export interface Tooltip {
  readonly title: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

/** The details of a row, as they are now; undefined where there is nothing to add. */
export function tooltipOf(node: Node, tree: ClusterTree): Tooltip | undefined {
  const { model } = tree;
  switch (node.kind) {
    case 'cluster':
      return cluster(tree);
    case 'broker':
      return broker(node.broker, tree);
    case 'topic': {
      const topic = model.topics.get(node.topic);
      return tooltip(node.topic, [
        [t('Partitions'), number(topic?.partitions)],
        [t('Replication factor'), number(topic?.replicationFactor)],
        [t('Without leader'), topic && topic.offline > 0 ? number(topic.offline) : undefined],
        [
          t('Under-replicated'),
          topic && topic.underReplicated > 0 ? number(topic.underReplicated) : undefined,
        ],
        [t('Reassigning'), topic && topic.reassigning > 0 ? number(topic.reassigning) : undefined],
        [t('Internal'), topic?.internal ? t('yes') : undefined],
        [t('Topic ID'), topic?.id],
      ]);
    }
    case 'partition':
    case 'replica':
      return partition(node, tree);
    case 'group': {
      const group = model.groups.get(node.group);
      const details = model.groupDetails.get(node.group);
      return tooltip(node.group, [
        [t('State'), group && stateName(group.state)],
        [t('Protocol'), group?.protocolType],
        [t('Assignment strategy'), details?.strategy],
        [t('Coordinator'), details && t('Broker {0}', details.coordinator)],
        [t('Members'), number(details?.members.length)],
        [t('Lag'), number(details && totalLag(details.offsets))],
      ]);
    }
    case 'member': {
      const member = memberOf(node, model.groupDetails);
      return tooltip(member?.clientId ?? node.member, [
        [t('Member ID'), node.member],
        [t('Static instance'), member?.instanceId ?? undefined],
        [t('Host'), member?.host],
        ...(member?.assigned ?? []).map(
          ({ topic, partitions }) => [topic, partitions.map(formatNumber).join(', ')] as const,
        ),
      ]);
    }
    case 'groupPartition':
      return groupPartition(node, tree);
    default:
      return undefined;
  }
}

function cluster({ life, model, problem }: ClusterTree): Tooltip {
  const { status, connection } = life;
  if (connection !== undefined) {
    return tooltip(connection.name, [
      [t('Bootstrap'), connection.properties['bootstrap.servers']],
      [t('Security'), connection.properties['security.protocol'] ?? 'PLAINTEXT'],
      [t('SASL mechanism'), connection.properties['sasl.mechanism']],
      [t('Schema registry'), connection.registry?.url],
      [t('Read-only'), connection.readOnly ? t('yes') : undefined],
      [t('Cluster ID'), model.cluster?.id ?? undefined],
      [t('Problem'), problem],
    ]);
  }
  const config = status?.config;
  return tooltip(t('Local Cluster'), [
    [t('Bootstrap'), status?.bootstrap],
    [t('ZooKeeper'), status?.zookeeper],
    [t('Cluster ID'), model.cluster?.id ?? undefined],
    [t('Data'), config && (config.dataDirectory ?? t('in memory'))],
    [t('Started'), status?.startedAt && new Date(status.startedAt).toLocaleString()],
    [t('Process'), status && String(status.pid)],
  ]);
}

function broker(id: number, tree: ClusterTree): Tooltip {
  const { cluster } = tree.model;
  const life = tree.brokerLife(id);
  const found = cluster?.brokers.find((each) => each.id === id);
  const load = tree.brokerLoad(id);
  const address = found ?? life;
  return tooltip(t('Broker {0}', id), [
    [t('State'), life && brokerStateName(life.state)],
    [t('Why it failed'), life?.failure],
    [t('Address'), address && formatAddress(address)],
    [t('Rack'), found?.rack ?? undefined],
    [t('Controller'), cluster?.controller === id ? t('yes') : t('no')],
    [t('Partitions led'), number(load?.leads)],
    [t('Replicas'), number(load?.replicas)],
    [t('Replicas not in sync'), number(load?.outOfSync || undefined)],
  ]);
}

function partition(
  node: { readonly topic: string; readonly partition: number },
  { model }: ClusterTree,
): Tooltip {
  const found = model.partitions.get(node.topic)?.[node.partition];
  const title = `${node.topic} · ${t('Partition {0}', node.partition)}`;
  if (found === undefined) return tooltip(title, []);
  const { earliest, latest } = found;
  return tooltip(title, [
    [t('Earliest offset'), number(earliest)],
    [t('Latest offset (high watermark)'), number(latest)],
    [t('Records at most'), number(earliest === undefined ? undefined : (latest ?? 0) - earliest)],
    [t('Size'), found.size === undefined ? undefined : formatBytes(found.size)],
    [t('Leader'), found.leader < 0 ? t('none') : t('Broker {0}', found.leader)],
    [t('Leader epoch'), number(found.leaderEpoch)],
    [t('Replicas'), found.replicas.join(', ')],
    [t('In-sync replicas'), found.isr.join(', ')],
    [t('Offline replicas'), found.offlineReplicas.join(', ')],
    [t('Moving to'), found.moving && targetOf(found).join(', ')],
  ]);
}

function groupPartition(
  node: { readonly group: string; readonly topic: string; readonly partition: number },
  { model }: ClusterTree,
): Tooltip {
  const details = model.groupDetails.get(node.group);
  const row = details?.offsets.find(
    ({ topic, partition }) => topic === node.topic && partition === node.partition,
  );
  const member = details?.members.find(({ id }) => id === row?.member);
  return tooltip(`${node.topic} · ${t('Partition {0}', node.partition)}`, [
    [t('Committed offset'), row?.committed === undefined ? t('none') : number(row.committed)],
    [t('Latest offset'), number(row?.latest)],
    [t('Lag'), number(row && lagOf(row))],
    [t('Read by'), member && `${member.clientId} (${member.host})`],
  ]);
}

function tooltip(
  title: string,
  lines: readonly (readonly [string, string | number | undefined])[],
): Tooltip {
  return {
    title,
    lines: lines.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)] as const],
    ),
  };
}

function number(value: number | undefined): string | undefined {
  return value === undefined ? undefined : formatNumber(value);
}
