import { html, nothing, type TemplateResult } from 'lit';
import type { ClusterOverview } from '../../server/contract/kafka-client/cluster.ts';
import type { ClusterNow } from '../contract/cluster.ts';
import { formatNumber, plural, t } from '../ui/text.ts';
import { icon } from '../ui/toolbar/icon.ts';
import { type BrokerRow, skewOf } from './broker-rows.ts';
import { measuredText, UNKNOWN } from './measured.ts';
import { skewText } from './skew-text.ts';

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly about?: string;
  /** Set where the user may want to do something about it. */
  readonly isTrouble?: boolean;
}

/** The cluster in numbers: what there is, what comes in, what is wrong. */
export function facts(now: ClusterNow, rows: readonly BrokerRow[]): TemplateResult {
  const { overview } = now;
  return html`<section aria-label=${t('In numbers')}>
    <dl class="facts">
      ${[...extent(now, rows), ...(overview === null ? [] : [...flow(overview), ...health(overview, rows)])].map(fact)}
    </dl>
  </section>`;
}

function fact({ name, value, about, isTrouble = false }: Fact): TemplateResult {
  return html`<div class=${isTrouble ? 'fact trouble' : 'fact'} title=${about ?? nothing}>
    <dt>${name}</dt>
    <dd>${isTrouble ? icon('warning') : nothing}<span>${value}</span></dd>
  </div>`;
}

function extent({ overview }: ClusterNow, rows: readonly BrokerRow[]): Fact[] {
  const running = rows.filter(({ state }) => state === 'running').length;
  const isComplete = running === rows.length;
  const controller = rows.find(({ isController }) => isController);
  const known = (count: number | undefined) =>
    count === undefined ? t('unknown') : formatNumber(count);
  return [
    {
      name: t('Brokers'),
      value: isComplete
        ? formatNumber(running)
        : t('{0} of {1} run', formatNumber(running), formatNumber(rows.length)),
      isTrouble: !isComplete,
    },
    {
      name: t('Controller'),
      value: controller === undefined ? t('unknown') : t('Broker {0}', controller.id),
    },
    { name: t('Topics'), value: known(overview?.topics), about: t('Kafka’s own included') },
    { name: t('Partitions'), value: known(overview?.partitions) },
    { name: t('Consumer groups'), value: measuredText(overview?.groups ?? UNKNOWN, 'number') },
  ];
}

function flow({ rates, disk }: ClusterOverview): Fact[] {
  return [
    { name: t('Records in'), value: measuredText(rates.records, 'rate') },
    { name: t('Bytes in'), value: measuredText(rates.bytes, 'byteRate') },
    { name: t('Disk used'), value: measuredText(disk, 'bytes'), about: t('By all replicas') },
  ];
}

function health({ health: found }: ClusterOverview, rows: readonly BrokerRow[]): Fact[] {
  const { offline, underReplicated, belowMinIsr, atMinIsr, notPreferred } = found;
  const most = rows
    .map(({ id }) => ({ id, skew: skewOf(id, rows, ({ load }) => load.leads) ?? 0 }))
    .reduce((high, each) => (each.skew > high.skew ? each : high), { id: -1, skew: 0 });
  return [
    {
      name: t('Without a leader'),
      value: formatNumber(offline),
      about: t('Offline partitions: nobody can write to them or read from them.'),
      isTrouble: offline > 0,
    },
    {
      name: t('Below min.insync.replicas'),
      value: measuredText(belowMinIsr, 'number'),
      about: t('Partitions that refuse records with acks=all.'),
      isTrouble: (belowMinIsr.value ?? 0) > 0,
    },
    {
      name: t('At min.insync.replicas'),
      value: measuredText(atMinIsr, 'number'),
      about: t('Partitions that lack a replica, and may not lack another one.'),
      isTrouble: (atMinIsr.value ?? 0) > 0,
    },
    {
      name: t('Under-replicated'),
      value: formatNumber(underReplicated),
      about: t('Partitions of which not all replicas are in sync.'),
      isTrouble: underReplicated > 0,
    },
    {
      name: t('Not led as preferred'),
      value: formatNumber(notPreferred),
      about: t('Partitions that are led by another than their first replica.'),
    },
    {
      name: t('Leader skew'),
      value: most.id < 0 ? t('none') : `${t('Broker {0}', most.id)} ${skewText(most.skew)}`,
      about: t('The broker that leads most, compared with an equal share.'),
    },
  ];
}

/** What is wrong, in a sentence, for those who do not see it change. */
export function healthSentence({ health: found }: ClusterOverview): string {
  const { offline, underReplicated } = found;
  if (offline === 0 && underReplicated === 0) return t('All replicas are in sync.');
  return [
    offline > 0 &&
      plural(offline, '{0} partition without a leader', '{0} partitions without a leader'),
    underReplicated > 0 &&
      plural(underReplicated, '{0} under-replicated partition', '{0} under-replicated partitions'),
  ]
    .filter(Boolean)
    .join(', ');
}
