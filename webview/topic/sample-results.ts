import { html, nothing, type TemplateResult } from 'lit';
import type {
  BatchStatistics,
  KeyCardinality,
  SampleStatistics,
  SizeDistribution,
  TimeDistribution,
} from '../../server/contract/messages/sampling.ts';
import { barsPath } from '../messages/histogram/bars.ts';
import { formatNumber, plural, sizeText, t } from '../ui/text.ts';
import { momentText, shortMoment } from '../ui/times.ts';
import { barList, share, sizeBars } from './bars.ts';
import { skewOf } from './partitions.ts';
import { skewText } from './skew.ts';

/** Of the picture's own coordinates. */
const WIDTH = 1000;
const HEIGHT = 60;
/** Partitions that are drawn: the rest is in the table. */
const MOST_PARTITIONS = 64;

export function sampleResults(sample: SampleStatistics): TemplateResult {
  return html`<div class="cards">
    ${card(t('Keys'), keys(sample))} ${card(t('Values'), values(sample))}
    ${card(t('Timestamps'), times(sample.times))} ${card(t('Partitions in the sample'), partitions(sample))}
    ${card(t('Batches'), batches(sample.batches))}
  </div>`;
}

function card(title: string, content: TemplateResult): TemplateResult {
  return html`<section class="card"><h3>${title}</h3>${content}</section>`;
}

/** A number with what it is. */
function fact(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div class="fact"><dt>${name}</dt><dd class="number">${value}</dd></div>`;
}

function keys({
  keys: cardinality,
  keySizes,
  nullKeys,
  records,
  isWhole,
}: SampleStatistics): TemplateResult {
  const { sampled, isExact } = cardinality;
  return html`<dl>
      ${fact(t('Different keys'), `${isExact ? '' : '≈ '}${formatNumber(sampled)}`)}
      ${isWhole ? nothing : fact(t('In the topic'), estimateText(cardinality))}
      ${fact(t('Without a key'), t('{0} ({1})', formatNumber(nullKeys), share(nullKeys, records)))}
      ${sizeFacts(keySizes)}
    </dl>
    ${isWhole || keySizes.count === 0 ? nothing : html`<p class="quiet">${sureness(cardinality)}</p>`}
    ${keySizes.count === 0 ? nothing : sizeBars(t('Sizes of keys'), keySizes)}`;
}

function estimateText({ estimate, low, high }: KeyCardinality): string {
  if (low === high) return formatNumber(estimate);
  return t('≈ {0} (95 %: {1} to {2})', rounded(estimate), rounded(low), rounded(high));
}

/** What an estimate is worth. */
function sureness({ sampled, low, high, most }: KeyCardinality): string {
  return low === high && low === sampled
    ? t('Every key came more than once: if the sample is typical, hardly any are missing.')
    : t(
        'An estimate from keys that came once or twice, if the sample is typical. Where most keys are far rarer than others there are more: certainly from {0} to {1}.',
        formatNumber(sampled),
        formatNumber(most),
      );
}

/** To three digits: no more is known. */
function rounded(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

function values({
  valueSizes,
  tombstones,
  withHeaders,
  records,
}: SampleStatistics): TemplateResult {
  return html`<dl>
      ${fact(t('Tombstones'), t('{0} ({1})', formatNumber(tombstones), share(tombstones, records)))}
      ${fact(t('With headers'), t('{0} ({1})', formatNumber(withHeaders), share(withHeaders, records)))}
      ${sizeFacts(valueSizes)}
    </dl>
    ${valueSizes.count === 0 ? nothing : sizeBars(t('Sizes of values'), valueSizes, 1)}`;
}

function sizeFacts({ count, total, p50, p95, max }: SizeDistribution): TemplateResult {
  if (count === 0) return html`${nothing}`;
  return html`${fact(t('Median size'), sizeText(p50))} ${fact(t('95 % are at most'), sizeText(p95))}
  ${fact(t('Largest'), sizeText(max))} ${fact(t('Mean size'), sizeText(Math.round(total / count)))}`;
}

function times({ range, start, step, bars, late }: TimeDistribution): TemplateResult {
  if (range === undefined) return html`<p class="quiet">${t('No record has a timestamp.')}</p>`;
  const highest = bars.reduce((most, count) => Math.max(most, count), 0);
  const busiest = bars.indexOf(highest);
  const span = bars.length * step;
  const label = t(
    'Records over time, from {0} to {1}; most, {2}, around {3}',
    momentText(range.from, 'local'),
    momentText(range.to, 'local'),
    formatNumber(highest),
    momentText(start + busiest * step, 'local'),
  );
  return html`<dl>
      ${fact(t('From'), momentText(range.from, 'local'))} ${fact(t('Until'), momentText(range.to, 'local'))}
      ${fact(t('Out of order'), formatNumber(late))}
    </dl>
    <svg class="times" role="img" aria-label=${label} viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
      <path d=${barsPath(bars, highest, WIDTH, HEIGHT)}></path>
    </svg>
    <div class="axis quiet number" aria-hidden="true">
      <span>${shortMoment(start, span, 'local')}</span><span>${shortMoment(start + span, span, 'local')}</span>
    </div>
    <p class="quiet">
      ${t('Heights are by square root, so that what is rare is seen, too. Out of order is what is older than a record before it in its partition.')}
    </p>`;
}

function partitions({ partitions: all }: SampleStatistics): TemplateResult {
  const skew = skewOf(all.map(({ partition, bytes }) => ({ partition, value: bytes })));
  const keySkew = skewOf(all.map(({ partition, keys: value }) => ({ partition, value })));
  return html`<dl>
      ${skew === undefined ? nothing : fact(t('Most bytes'), skewText(skew))}
      ${keySkew === undefined ? nothing : fact(t('Most keys'), skewText(keySkew))}
    </dl>
    ${barList(
      t('Bytes and different keys of each partition in the sample'),
      all.slice(0, MOST_PARTITIONS).map(({ partition, bytes, keys: count }) => ({
        name: String(partition),
        value: bytes,
        text: t('{0}, {1}', sizeText(bytes), plural(count, '{0} key', '{0} keys')),
      })),
      2,
    )}`;
}

function batches({
  count,
  sizes,
  records,
  transactional,
  codecs,
}: BatchStatistics): TemplateResult {
  return html`<dl>
      ${fact(t('Batches'), formatNumber(count))}
      ${fact(t('Records of a batch'), t('{0} at the median, {1} at most', formatNumber(records.p50), formatNumber(records.max)))}
      ${fact(t('Stored size'), t('{0} at the median, {1} at most', sizeText(sizes.p50), sizeText(sizes.max)))}
      ${fact(t('Of transactions'), formatNumber(transactional))}
    </dl>
    <div class="scrolled" role="region" tabindex="0" aria-label=${t('Compression')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('Compression')}</th>
            <th scope="col" class="number">${t('Records')}</th>
            <th scope="col" class="number">${t('Stored')}</th>
            <th scope="col" class="number">${t('Saves')}</th>
          </tr>
        </thead>
        <tbody>
          ${codecs.map(
            ({ codec, records: number, stored, plain }) => html`<tr>
              <th scope="row">${codec === 'none' ? t('none') : codec}</th>
              <td class="number">${formatNumber(number)}</td>
              <td class="number">${sizeText(stored)}</td>
              <td class="number">${codec === 'none' ? '–' : saved(stored, plain)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** What compression saves of what the batch would be without it. */
function saved(stored: number, plain: number): string {
  return stored >= plain ? t('nothing') : share(plain - stored, plain);
}
