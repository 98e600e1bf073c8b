import { html, nothing, type TemplateResult } from 'lit';
import type { Partition } from '../../server/contract/kafka-client/model.ts';
import { formatNumber, t } from '../ui/text.ts';
import { icon } from '../ui/toolbar/icon.ts';
import { barList, share } from './bars.ts';
import { recordsOf, type Skew, skewOf } from './partitions.ts';

/** Partitions that are drawn: the rest is in the table. */
const MOST_PARTITIONS = 64;
/** From here on it is said to be uneven. */
const UNEVEN = 1.5;

/** `partition 3 has 2.4 times the mean`. */
export function skewText({ ratio, partition }: Skew): string {
  const times = formatNumber(Math.round(ratio * 10) / 10);
  return t('partition {0} has {1} times the mean', partition, times);
}

/** How records are spread over partitions, by offsets: of all records, not of a sample. */
export function skewView(partitions: readonly Partition[]): TemplateResult | typeof nothing {
  const values = partitions.flatMap((partition) => {
    const value = recordsOf(partition);
    return value === undefined ? [] : [{ partition: partition.index, value }];
  });
  const skew = skewOf(values);
  if (skew === undefined) return nothing;
  const isUneven = skew.ratio >= UNEVEN;
  const total = values.reduce((sum, { value }) => sum + value, 0);
  return html`<section>
    <h2>${t('Records of each partition')}</h2>
    <p class=${isUneven ? 'warned' : 'quiet'}>
      ${isUneven ? html`${icon('warning')}${t('Uneven: {0}', skewText(skew))}` : t('Even: {0}', skewText(skew))}
    </p>
    ${barList(
      t('Records of each partition, by offsets'),
      values.slice(0, MOST_PARTITIONS).map(({ partition, value }) => ({
        name: String(partition),
        value,
        text: t('{0} ({1})', formatNumber(value), share(value, total)),
      })),
    )}
  </section>`;
}
