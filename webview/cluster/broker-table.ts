import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { BrokerOverview } from '../../server/contract/kafka-client/cluster.ts';
import { valueText } from '../live/formats.ts';
import { formatNumber, t } from '../ui/text.ts';
import { action } from '../ui/toolbar/controls.ts';
import { icon } from '../ui/toolbar/icon.ts';
import { type BrokerRow, skewOf } from './broker-rows.ts';
import { measuredCell, unknownCell } from './measured.ts';
import { scrolled } from './scrolled.ts';
import { skewText } from './skew-text.ts';

/** The brokers, with what each has of partitions, takes in and keeps. `onMenu` opens what can be done with one. */
export function brokerTable(
  rows: readonly BrokerRow[],
  onMenu: (row: BrokerRow, button: HTMLElement) => void,
): TemplateResult {
  const most = {
    leads: mostOf(rows, ({ load }) => load.leads),
    replicas: mostOf(rows, ({ load }) => load.replicas),
    disk: mostOf(rows, ({ disk }) => disk ?? 0),
  };
  return html`<section aria-labelledby="brokers">
    <h2 id="brokers">${t('Brokers')}</h2>
    ${scrolled(
      t('Brokers'),
      html`<table>
        <thead>
          <tr>
            <th scope="col">${t('Broker')}</th>
            <th scope="col">${t('State')}</th>
            <th scope="col" title=${t('Partitions that it leads, and how far that is from an equal share')}>
              ${t('Leads')}
            </th>
            <th scope="col" title=${t('Replicas that it has, and how far that is from an equal share')}>
              ${t('Replicas')}
            </th>
            <th scope="col" class="end">${t('Not in sync')}</th>
            <th scope="col" class="end">${t('Records in')}</th>
            <th scope="col" class="end">${t('Bytes in')}</th>
            <th scope="col">${t('Disk used')}</th>
            <th scope="col">${t('Address')}</th>
            <th scope="col">${t('Rack')}</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rows,
            ({ id }) => id,
            (row) => html`<tr>
              <th scope="row">
                <span class="name">${t('Broker {0}', row.id)}</span>${
                  row.isController ? html` <span class="badge">${t('controller')}</span>` : nothing
                }${action(
                  'chevron-down',
                  t('Actions for broker {0}', row.id),
                  ({ currentTarget }) => onMenu(row, currentTarget as HTMLElement),
                  { menu: true },
                )}
              </th>
              <td>${state(row)}</td>
              ${share(row, rows, most.leads, ({ load }) => load.leads)}
              ${share(row, rows, most.replicas, ({ load }) => load.replicas)}
              <td class="end">${outOfSync(row.told)}</td>
              <td class="end">${row.told === undefined ? unknownCell() : measuredCell(row.told.rates.records, 'rate')}</td>
              <td class="end">${row.told === undefined ? unknownCell() : measuredCell(row.told.rates.bytes, 'byteRate')}</td>
              <td>${disk(row.told, most.disk)}</td>
              <td>${row.address === null ? unknownCell() : `${row.address.host}:${row.address.port}`}</td>
              <td>${row.told?.rack ?? html`<span class="quiet">${t('none')}</span>`}</td>
            </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </section>`;
}

function state({ state: now, failure }: BrokerRow): TemplateResult {
  const text = {
    running: t('running'),
    starting: t('starting…'),
    stopping: t('stopping…'),
    stopped: t('stopped'),
    failed: t('failed'),
    away: t('not there'),
  }[now];
  return html`<span class="state" title=${failure ?? nothing}
    ><span class=${`dot ${now}`} aria-hidden="true"></span>${text}</span
  >`;
}

/** A number of partitions, with a bar and how far it is from an equal share. */
function share(
  row: BrokerRow,
  rows: readonly BrokerRow[],
  most: number,
  countOf: (broker: BrokerOverview) => number,
): TemplateResult {
  if (row.told === undefined) return html`<td>${unknownCell()}</td>`;
  const count = countOf(row.told);
  const skew = skewOf(row.id, rows, countOf);
  return html`<td>
    ${bar(most === 0 ? 0 : count / most)}<span class="number">${formatNumber(count)}</span>
    ${skew === undefined ? nothing : html`<span class="quiet">${skewText(skew)}</span>`}
  </td>`;
}

function outOfSync(broker: BrokerOverview | undefined): TemplateResult | string {
  if (broker === undefined) return unknownCell();
  const count = broker.load.outOfSync;
  return count === 0
    ? '0'
    : html`<span class="trouble">${icon('warning')}${formatNumber(count)}</span>`;
}

function disk(broker: BrokerOverview | undefined, most: number): TemplateResult {
  if (broker === undefined || broker.disk === null) return unknownCell();
  const { disk: used, volume } = broker;
  const free =
    volume === null
      ? nothing
      : html`<span class="quiet">${t('{0} free', valueText(volume.usable, 'bytes'))}</span>`;
  return html`${bar(most === 0 ? 0 : used / most)}<span class="number">${valueText(used, 'bytes')}</span> ${free}`;
}

function bar(part: number): TemplateResult {
  return html`<span class="track" aria-hidden="true"
    ><span class="part" .style=${`width: ${(part * 100).toFixed(1)}%`}></span
  ></span>`;
}

function mostOf(rows: readonly BrokerRow[], of: (broker: BrokerOverview) => number): number {
  return Math.max(0, ...rows.map(({ told }) => (told === undefined ? 0 : of(told))));
}
