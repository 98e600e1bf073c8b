import { html, nothing, type TemplateResult } from 'lit';
import type { ReadingStatus } from '../../server/contract/messages/reading.ts';
import type { NotOpened, ReadingChoice } from '../contract/messages.ts';
import { button } from '../ui/controls.ts';
import { t } from '../ui/text.ts';
import { action } from '../ui/toolbar/controls.ts';
import { empty } from './empty-state.ts';

/** What is wrong with the filter's expression, which is said below it. */
export function expressionProblem(
  status: ReadingStatus | undefined,
  { filter }: ReadingChoice,
): string | undefined {
  const isOfFilter = filter.expression !== undefined && status?.state !== 'failed';
  return isOfFilter ? status?.problem : undefined;
}

/** What else is wrong with the reading, or with one of its partitions. */
export function readingProblem(
  status: ReadingStatus | undefined,
  choice: ReadingChoice,
): string | undefined {
  if (status === undefined) return undefined;
  if (expressionProblem(status, choice) === undefined && status.problem !== undefined) {
    return status.problem;
  }
  const { partition, problem } = status.partitions.find((each) => each.problem !== undefined) ?? {};
  if (partition === undefined || problem === undefined) return undefined;
  return t('Partition {0}: {1}', partition, problem);
}

/** A problem above the table, with what can be done: to read again, or to take note of it. */
export function problemBanner(
  problem: string | undefined,
  {
    onAgain,
    onDismiss,
  }: { readonly onAgain: (() => void) | null; readonly onDismiss: (() => void) | null },
): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  return html`<div class="banner bad" role="alert">
    <span class="text">${problem}</span>
    ${onAgain === null ? nothing : action('restart', t('Read again'), onAgain, { text: t('Read Again') })}
    ${onDismiss === null ? nothing : action('close', t('Dismiss'), onDismiss)}
  </div>`;
}

/** In the place of all else, where the topic could not even be opened. */
export function notOpened(
  { problem, canStart }: NotOpened,
  { onAgain, onStart }: { readonly onAgain: () => void; readonly onStart: () => void },
): TemplateResult {
  return html`<div class="failed">
    ${empty(
      t('The messages cannot be read'),
      problem,
      html`${button(t('Try Again'), { onClick: onAgain })}
      ${
        canStart ? button(t('Start Local Cluster'), { kind: 'primary', onClick: onStart }) : nothing
      }`,
    )}
  </div>`;
}
