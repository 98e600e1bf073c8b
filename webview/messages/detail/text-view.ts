import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { pageStyle } from '../../ui/page-style.ts';
import { formatNumber, plural, t } from '../../ui/text.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { type Fold, foldsOf, indentOf, unfoldedLines } from './folding.ts';
import { tokensOf } from './json-tokens.ts';

/** Lines that are shown at most; the rest is for an editor. */
const MOST = 2000;
/** Characters of a line that are coloured: longer lines are shown as they are. */
const COLOURED = 2000;

/** Text as it was laid out, with folds and colours if it is JSON. */
export class TextView extends LitElement {
  static override readonly properties = {
    text: {},
    isJson: { attribute: false },
    label: {},
  };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      :host {
        display: block;
        overflow: auto;
      }
      .lines {
        margin: 0;
        padding: 4px 8px 8px 0;
        width: max-content;
        min-width: 100%;
        box-sizing: border-box;
        font-family: var(--vscode-editor-font-family);
        font-size: var(--vscode-editor-font-size, inherit);
        line-height: 18px;
        outline: none;
      }
      .line {
        display: flex;
        white-space: pre;
        min-height: 18px;
      }
      .line.wraps {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .gutter {
        flex: none;
        width: 24px;
        height: 18px;
        user-select: none;
      }
      .gutter button {
        display: flex;
        width: 18px;
        height: 18px;
        margin: 0 3px;
        padding: 1px;
        color: var(--vscode-icon-foreground, inherit);
        background: none;
        border: none;
        border-radius: 3px;
        cursor: pointer;
      }
      .gutter button:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      .folded {
        margin-inline-start: 4px;
        padding: 0 4px;
        color: var(--vscode-descriptionForeground);
        border: none;
        border-radius: 3px;
        background: var(--vscode-editor-foldBackground, var(--vscode-textCodeBlock-background));
        font: inherit;
        cursor: pointer;
      }
      .name {
        color: var(--vscode-debugTokenExpression-name, var(--vscode-symbolIcon-propertyForeground, inherit));
      }
      .string {
        color: var(--vscode-debugTokenExpression-string, inherit);
      }
      .number {
        color: var(--vscode-debugTokenExpression-number, inherit);
      }
      .word {
        color: var(--vscode-debugTokenExpression-boolean, inherit);
      }
      .more {
        margin: 0;
        padding: 4px 24px 8px;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];
  declare text: string;
  declare isJson: boolean;
  declare label: string;
  #lines: readonly string[] = [];
  #folds: ReadonlyMap<number, Fold> = new Map();
  readonly #closed = new Set<number>();

  get hasFolds(): boolean {
    return this.#folds.size > 1;
  }

  /** Closes all folds but the outermost, or opens all. */
  foldAll(closes: boolean): void {
    this.#closed.clear();
    if (closes) for (const line of this.#folds.keys()) if (line > 0) this.#closed.add(line);
    this.requestUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('text') && !changed.has('isJson')) return;
    this.#lines = this.text.split('\n');
    this.#folds = this.isJson ? foldsOf(this.#lines) : new Map();
    this.#closed.clear();
  }

  protected override render(): TemplateResult {
    const seen = unfoldedLines(this.#lines.length, this.#folds, this.#closed);
    const more = seen.length - MOST;
    return html`<div class="lines" tabindex="0" role="region" aria-label=${this.label}>
        ${seen.slice(0, MOST).map((number) => this.#line(number))}
      </div>
      ${
        more > 0
          ? html`<p class="more">${t('{0} more lines: open it in an editor to see them.', formatNumber(more))}</p>`
          : nothing
      }`;
  }

  #line(number: number): TemplateResult {
    const line = this.#lines[number] ?? '';
    const fold = this.#folds.get(number);
    const isClosed = this.#closed.has(number);
    return html`<div class=${this.isJson ? 'line' : 'line wraps'}>
      <span class="gutter"
        >${
          fold === undefined
            ? nothing
            : html`<button
                aria-expanded=${!isClosed}
                aria-label=${t('Lines {0} to {1}', fold.first + 1, fold.last + 1)}
                @click=${() => this.#toggle(number)}
              >
                ${icon(isClosed ? 'chevron-right' : 'chevron-down')}
              </button>`
        }</span
      ><span>${this.isJson && line.length <= COLOURED ? coloured(line) : line}${
        isClosed && fold !== undefined
          ? html`<button class="folded" tabindex="-1" @click=${() => this.#toggle(number)}>
                ${foldText(line, fold)}</button
              >${this.#lines[fold.last]?.trim()}`
          : nothing
      }</span>
    </div>`;
  }

  #toggle(line: number): void {
    if (!this.#closed.delete(line)) this.#closed.add(line);
    this.requestUpdate();
  }
}

function foldText(line: string, { count }: Fold): string {
  return line.endsWith('[')
    ? plural(count, '{0} element', '{0} elements')
    : plural(count, '{0} field', '{0} fields');
}

function coloured(line: string): unknown {
  const indent = indentOf(line);
  return [
    line.slice(0, indent),
    ...tokensOf(line.slice(indent)).map(({ kind, text }) =>
      kind === 'other' ? text : html`<span class=${kind}>${text}</span>`,
    ),
  ];
}
