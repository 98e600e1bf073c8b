import { html, nothing, type TemplateResult } from 'lit';
import type { RecordOrder } from '../../server/contract/messages/reading.ts';
import { t } from '../ui/text.ts';
import { action } from '../ui/toolbar/controls.ts';
import { orderName } from './text.ts';

export interface TableTools {
  readonly order: RecordOrder;
  readonly selected: number;
  readonly showsHistogram: boolean;
  readonly showsProduce: boolean;
  /** Whether there is a side that sends. */
  readonly canProduce: boolean;
  readonly onCompare: () => unknown;
  readonly onOrder: (order: RecordOrder) => unknown;
  readonly onHistogram: (shown: boolean) => void;
  readonly onProduce: (shown: boolean) => void;
  /** A menu is asked for, below the button. */
  readonly onColumns: (from: HTMLElement) => void;
  readonly onExport: (from: HTMLElement) => void;
}

/** What can be done with the table and around it. */
export function tableTools(tools: TableTools): TemplateResult {
  const { order, showsHistogram, showsProduce } = tools;
  const below = (open: (from: HTMLElement) => void) => (event: MouseEvent) =>
    open(event.currentTarget as HTMLElement);
  return html`<span class="tools" role="group" aria-label=${t('Table')}>
    ${
      tools.selected === 2
        ? action('diff', t('Compare the two selected records'), tools.onCompare, {
            text: t('Compare'),
          })
        : nothing
    }
    ${action(
      order === 'newest' ? 'arrow-down' : 'arrow-up',
      order === 'newest'
        ? t('Newest first: show the oldest first')
        : t('Oldest first: show the newest first'),
      () => tools.onOrder(order === 'newest' ? 'oldest' : 'newest'),
      { text: orderName(order) },
    )}
    ${action('graph', t('Histogram over time'), () => tools.onHistogram(!showsHistogram), {
      pressed: showsHistogram,
    })}
    ${action('columns', t('Columns and time'), below(tools.onColumns), { menu: true })}
    ${action('save', t('Export'), below(tools.onExport), { menu: true })}
    ${
      tools.canProduce
        ? action('send', t('Send records'), () => tools.onProduce(!showsProduce), {
            pressed: showsProduce,
            text: t('Send'),
          })
        : nothing
    }
  </span>`;
}
