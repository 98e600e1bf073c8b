import type { JobStatus } from '../../server/contract/kernel.ts';
import { ViewItem } from '../contributions.ts';
import { type Appearance, color, joined, joinedForSpeech } from '../explorer/look.ts';
import { formatNumber, plural, t } from '../l10n.ts';
import { isRunning } from './kernel/kernel.ts';

/** A job as a row of the view Streaming Jobs. `notebook` is the name of its notebook. */
export function jobAppearance(job: JobStatus, notebook: string): Appearance {
  const parts = [stateText(job), ...ratesOf(job), notebook];
  return {
    label: job.name,
    description: joined(...parts),
    icon: icons[job.state],
    viewItem: isRunning(job) ? ViewItem.job : ViewItem.endedJob,
    expand: 'never',
    spoken: joinedForSpeech(job.name, ...parts),
  };
}

/** How fast a job is: `1,200 records/s · 35 ms`; nothing once it has ended. */
export function ratesOf(job: JobStatus): string[] {
  if (job.state !== 'running') return [];
  const { inputRate, totalDelay } = job;
  const rate = t('{0} records/s', formatNumber(Math.round(inputRate)));
  return totalDelay === null ? [rate] : [rate, t('{0} ms', formatNumber(Math.round(totalDelay)))];
}

/** What there is to know of a job, as rows of a tooltip. */
export function jobTooltip(job: JobStatus, notebook: string): [name: string, value: string][] {
  const { inputRate, totalDelay, completedBatches, failedBatches } = job;
  return [
    [t('Notebook'), notebook],
    [t('State'), stateNames()[job.state]],
    [t('Started'), new Date(job.startTime).toLocaleTimeString()],
    [t('Input rate'), t('{0} records/s', formatNumber(Math.round(inputRate)))],
    [
      t('Total delay'),
      totalDelay === null ? '–' : t('{0} ms', formatNumber(Math.round(totalDelay))),
    ],
    [t('Completed batches'), formatNumber(completedBatches)],
    [t('Failed batches'), formatNumber(failedBatches)],
  ];
}

function stateText(job: JobStatus): string {
  if (job.state !== 'running') return stateNames()[job.state];
  return job.failedBatches === 0
    ? ''
    : plural(job.failedBatches, '{0} batch failed', '{0} batches failed');
}

function stateNames(): Readonly<Record<JobStatus['state'], string>> {
  return {
    starting: t('starting'),
    running: t('running'),
    stopping: t('stopping'),
    stopped: t('stopped'),
    failed: t('failed'),
  };
}

const icons: Readonly<Record<JobStatus['state'], NonNullable<Appearance['icon']>>> = {
  starting: { id: 'loading~spin' },
  running: { id: 'pulse', color: color.running },
  stopping: { id: 'loading~spin' },
  stopped: { id: 'circle-outline', color: color.inactive },
  failed: { id: 'error', color: color.failed },
};
