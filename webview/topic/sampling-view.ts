import { html, nothing, type TemplateResult } from 'lit';
import type { SamplingStatus } from '../../server/contract/messages/sampling.ts';
import type { SampleChoice } from '../contract/topic.ts';
import { formatNumber, plural, t } from '../ui/text.ts';
import { action, select } from '../ui/toolbar/controls.ts';
import { sampleResults } from './sample-results.ts';

/** Records of each partition that can be chosen. */
const COUNTS = ['100', '1000', '10000', '100000'] as const;

export interface SamplingEnds {
  readonly onChoice: (choice: SampleChoice) => void;
  readonly onStart: () => void;
  readonly onStop: () => void;
}

export function samplingView(
  choice: SampleChoice,
  status: SamplingStatus | null,
  problem: string | undefined,
  ends: SamplingEnds,
): TemplateResult {
  const isRunning = status?.state === 'sampling';
  return html`<div class="toolbar">
      ${select({
        label: t('Which records are sampled'),
        value: choice.which,
        disabled: isRunning,
        choices: [
          { value: 'newest', text: t('Newest') },
          { value: 'oldest', text: t('Oldest') },
          { value: 'spread', text: t('Spread') },
        ],
        onChange: (which) => ends.onChoice({ ...choice, which }),
      })}
      ${select({
        label: t('Records of each partition'),
        value: String(choice.perPartition),
        disabled: isRunning,
        choices: COUNTS.map((count) => ({ value: count, text: formatNumber(Number(count)) })),
        onChange: (count) => ends.onChoice({ ...choice, perPartition: Number(count) }),
      })}
      <span class="quiet">${t('of each partition')}</span>
      ${
        isRunning
          ? action('stop', t('Cancel the sample'), ends.onStop, { text: t('Cancel') })
          : action('graph', t('Take a sample of the records'), ends.onStart, { text: t('Sample') })
      }
    </div>
    ${isRunning ? progressBar(status.progress) : nothing}
    ${problem === undefined ? nothing : html`<p class="error" role="alert">${problem}</p>`}
    ${status === null ? about() : results(status)}`;
}

function about(): TemplateResult {
  return html`<p class="quiet">
    ${t('Reads some records of each partition and tells how many different keys there are, how large records are, from when, how they are spread and compressed. Nothing of them is kept.')}
  </p>`;
}

function results(status: SamplingStatus): TemplateResult {
  const { state, sample, problem } = status;
  return html`${problem === undefined ? nothing : html`<p class=${state === 'failed' ? 'error' : 'warned'} role="alert">${problem}</p>`}
    <p class="quiet" role="status">${saidOf(status)}</p>
    ${sample.records === 0 ? nothing : sampleResults(sample)}`;
}

/** What the sample is, in a sentence. */
export function saidOf({ state, sample }: SamplingStatus): string {
  const { records, population, isWhole } = sample;
  const count = plural(records, '{0} record', '{0} records');
  if (state === 'sampling') return t('{0} so far', count);
  if (state === 'stopped') return t('{0}, then cancelled', count);
  if (records === 0)
    return state === 'failed' ? t('No record was read.') : t('There are no records.');
  if (isWhole) return t('{0}: all there are', count);
  return t('{0} of at most {1}', count, formatNumber(Math.max(records, population)));
}

function progressBar(progress: number): TemplateResult {
  const percent = Math.round(100 * progress);
  return html`<div
    class="progress"
    role="progressbar"
    aria-label=${t('Sampling')}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${percent}
  >
    <div class="done" .style=${`width: ${percent}%`}></div>
  </div>`;
}
