import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { DecodedWhole, RecordDetail } from '../../../server/contract/messages/reading.ts';
import type { TimeForm } from '../../contract/messages.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { formatNumber, sizeText, t } from '../../ui/text.ts';
import { momentText } from '../../ui/times.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { action } from '../../ui/toolbar/controls.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { kindHint, kindName } from '../table/cells.ts';
import { keyKind, type PartKind, valueKind } from '../table/record-kinds.ts';
import { hexLines } from './hex-lines.ts';
import type { TextView } from './text-view.ts';

/** What of a record is shown. */
export type DetailPart = 'value' | 'key' | 'headers';

export interface RecordDetailEnds {
  readonly onClose: () => void;
  /** Opens a key or value in an editor. */
  readonly onOpenText: (part: 'key' | 'value') => void;
  readonly onCopy: (text: string) => void;
  /** Everything else that can be done with the record. */
  readonly onMenu: (place: DOMRect, from: HTMLElement) => void;
  readonly onLink: () => void;
  /** The record is to be sent again, changed or as it is. */
  readonly onSend: () => void;
}

const structured = new Set(['json', 'avro', 'protobuf', 'messagepack']);

/** A record whole: its value, key or headers, laid out or as bytes. */
export class RecordDetailPane extends LitElement {
  static override readonly properties = {
    detail: { attribute: false },
    isGone: { attribute: false },
    canSend: { attribute: false },
    time: {},
    ends: { attribute: false },
    shown: { state: true },
    isHex: { state: true },
  };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      header {
        display: flex;
        align-items: center;
        gap: 2px 8px;
        padding: 0 8px 0 12px;
        min-height: 35px;
        flex-wrap: wrap;
      }
      [role='tablist'] {
        display: flex;
        align-self: stretch;
        gap: 4px;
      }
      [role='tab'] {
        position: relative;
        padding: 0 6px;
        min-height: 34px;
        color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-descriptionForeground));
        background: none;
        border: none;
        cursor: pointer;
      }
      [role='tab']:hover {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      [role='tab'][aria-selected='true'] {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      [role='tab'][aria-selected='true']::after {
        content: '';
        position: absolute;
        inset: auto 6px 5px;
        border-bottom: 1px solid var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
      }
      .about {
        display: flex;
        flex-wrap: wrap;
        gap: 0 16px;
        margin: 0;
        padding: 0 12px 6px;
        color: var(--vscode-descriptionForeground);
        font-variant-numeric: tabular-nums;
      }
      .about dt,
      .about dd {
        display: inline;
        margin: 0;
      }
      .about dd {
        color: var(--vscode-foreground);
      }
      millrace-text-view,
      .headers,
      .none {
        flex: 1;
        min-height: 0;
        overflow: auto;
        border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      .none {
        padding: 12px;
        color: var(--vscode-descriptionForeground);
      }
      .problem {
        display: flex;
        gap: 6px;
        margin: 0;
        padding: 4px 12px;
        color: var(--vscode-editorWarning-foreground, var(--vscode-errorForeground));
        overflow-wrap: anywhere;
      }
      table {
        border-collapse: collapse;
        font-family: var(--vscode-editor-font-family);
        font-size: var(--vscode-editor-font-size, inherit);
      }
      td,
      th {
        padding: 2px 12px;
        text-align: start;
        vertical-align: top;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-weight: normal;
      }
      th {
        color: var(--vscode-descriptionForeground);
        white-space: pre;
      }
      .tag {
        font-style: italic;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];
  declare detail: RecordDetail | undefined;
  /** The record had to go for others. */
  declare isGone: boolean;
  declare canSend: boolean;
  declare time: TimeForm;
  declare ends: RecordDetailEnds;
  declare shown: DetailPart;
  declare isHex: boolean;

  constructor() {
    super();
    this.shown = 'value';
    this.isHex = false;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  }

  protected override render(): TemplateResult {
    const { detail } = this;
    if (detail === undefined) {
      return html`<header>
          <span class="space"></span>${action('close', t('Close the details'), this.ends.onClose)}
        </header>
        <p class="none">${this.isGone ? t('This record had to go for others: memory was full.') : ''}</p>`;
    }
    const whole = this.shown === 'headers' ? undefined : detail[this.shown];
    return html`<header>
        ${this.#tabs(detail)}
        <span class="space"></span>
        ${whole === undefined ? nothing : this.#textActions(whole)}
        ${this.canSend ? action('send', t('Edit and send'), this.ends.onSend) : nothing}
        ${action('link', t('Copy a link to the record'), this.ends.onLink)}
        ${action(
          'copy',
          t('Copy'),
          (event) => {
            const from = event.currentTarget as HTMLElement;
            this.ends.onMenu(from.getBoundingClientRect(), from);
          },
          { menu: true },
        )}
        ${action('close', t('Close the details (Escape)'), this.ends.onClose)}
      </header>
      ${this.#about(detail)}
      <div
        role="tabpanel"
        id="panel"
        aria-labelledby=${`tab-${this.shown}`}
        .style=${'display: contents'}
      >
        ${this.#content(detail)}
      </div>`;
  }

  #tabs(detail: RecordDetail): TemplateResult {
    const names: Readonly<Record<DetailPart, string>> = {
      value: t('Value'),
      key: t('Key'),
      headers:
        detail.headers.length === 0 ? t('Headers') : t('Headers ({0})', detail.headers.length),
    };
    const parts: readonly DetailPart[] = ['value', 'key', 'headers'];
    const choose = (part: DetailPart) => {
      this.shown = part;
      void this.updateComplete.then(() => this.focus());
    };
    return html`<div
      role="tablist"
      aria-label=${t('Parts of the record')}
      @keydown=${(event: KeyboardEvent) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const next = by && parts.at((parts.indexOf(this.shown) + by) % parts.length);
        if (!next) return;
        event.preventDefault();
        choose(next);
      }}
    >
      ${parts.map(
        (part) => html`<button
          role="tab"
          id=${`tab-${part}`}
          aria-selected=${part === this.shown}
          aria-controls="panel"
          tabindex=${part === this.shown ? 0 : -1}
          @click=${() => choose(part)}
        >
          ${names[part]}
        </button>`,
      )}
    </div>`;
  }

  #textActions(whole: DecodedWhole): TemplateResult {
    const view = () => this.renderRoot.querySelector<TextView>('millrace-text-view');
    const folds = structured.has(whole.format) && !this.isHex;
    return html`${
      folds
        ? html`${action('fold', t('Fold all'), () => view()?.foldAll(true))}
          ${action('unfold', t('Unfold all'), () => view()?.foldAll(false))}`
        : nothing
    }
    ${action(
      'code',
      t('Hex: show the bytes in hexadecimal'),
      () => {
        this.isHex = !this.isHex;
      },
      { pressed: this.isHex, text: 'Hex' },
    )}
    ${action('open', t('Open in an editor, read-only'), () => {
      if (this.shown !== 'headers') this.ends.onOpenText(this.shown);
    })}`;
  }

  #about({ row, key, value }: RecordDetail): TemplateResult {
    const whole = this.shown === 'key' ? key : this.shown === 'value' ? value : undefined;
    const facts: readonly (readonly [string, string])[] = [
      [t('Partition'), String(row.partition)],
      [t('Offset'), String(row.offset)],
      ...(row.timestamp < 0
        ? []
        : [
            [
              row.timestampType === 'append' ? t('Appended') : t('Created'),
              momentText(row.timestamp, this.time),
            ] as const,
          ]),
      [t('Size'), sizeText(row.size)],
      ...(row.compression === 'none' ? [] : [[t('Compression'), row.compression] as const]),
      ...(row.producer === undefined
        ? []
        : [
            [
              t('Producer'),
              t(
                '{0}, epoch {1}, sequence {2}',
                row.producer.id,
                row.producer.epoch,
                row.producer.sequence,
              ),
            ] as const,
          ]),
      ...(row.transactional ? [[t('Transactional'), t('yes')] as const] : []),
      ...(whole === undefined
        ? []
        : [
            [
              t('Format'),
              whole.schema === undefined ? whole.format : `${whole.format}, ${whole.schema}`,
            ] as const,
          ]),
    ];
    return html`<dl class="about">
      ${facts.map(([name, fact]) => html`<div><dt>${name}</dt> <dd>${fact}</dd></div>`)}
    </dl>`;
  }

  #content(detail: RecordDetail): TemplateResult {
    if (this.shown === 'headers') return this.#headers(detail);
    const whole = detail[this.shown];
    const kind = this.shown === 'key' ? keyKind(detail.row) : valueKind(detail.row);
    const name = kindName(kind);
    if (name !== undefined) return html`<p class="none">${nothingThere(kind, name)}</p>`;
    const label = this.shown === 'key' ? t('Key') : t('Value');
    return html`${
      whole.problem === undefined
        ? nothing
        : html`<p class="problem">${icon('warning')}<span>${whole.problem}</span></p>`
    }<millrace-text-view
        .text=${this.isHex ? hexText(whole) : whole.text}
        .isJson=${structured.has(whole.format) && !this.isHex}
        .label=${label}
      ></millrace-text-view>`;
  }

  #headers({ headers }: RecordDetail): TemplateResult {
    if (headers.length === 0) return html`<p class="none">${t('The record has no headers.')}</p>`;
    return html`<div class="headers" tabindex="0" role="region" aria-label=${t('Headers')}>
      <table>
        ${headers.map(
          ({ name, value }) => html`<tr>
            <th scope="row">${name}</th>
            <td>
              ${
                value.format === 'null' || value.format === 'empty'
                  ? html`<span class="tag">${value.format === 'null' ? t('null') : t('empty')}</span>`
                  : this.isHex
                    ? hexText(value)
                    : value.text
              }
            </td>
          </tr>`,
        )}
      </table>
    </div>`;
  }
}

function nothingThere(kind: PartKind, name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}. ${kindHint(kind)}.`;
}

function hexText({ hex, size }: DecodedWhole): string {
  const lines = hexLines(hex);
  const shown = hex.replace(/\s+/g, '').length / 2;
  if (shown >= size) return lines.join('\n');
  return [
    ...lines,
    t('… the first {0} of {1} bytes', formatNumber(shown), formatNumber(size)),
  ].join('\n');
}
