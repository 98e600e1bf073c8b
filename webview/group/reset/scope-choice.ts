import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ResetScope, TopicPartition } from '../../../server/contract/kafka-client/groups.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { formatNumber, plural, t } from '../../ui/text.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { field } from '../../ui/toolbar/controls.ts';

/** Topics that are listed at a time: the filter finds the others. */
const MOST = 100;

/** Which topics and partitions are meant: all, those that are selected in the table, or topics as a whole. */
export class ScopeChoice extends LitElement {
  static override readonly properties = {
    scope: { attribute: false },
    all: {},
    selected: { attribute: false },
    topics: { attribute: false },
  };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      :host {
        display: inline-block;
      }
      label {
        display: flex;
        gap: 6px;
        align-items: center;
        min-height: 24px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: none;
        min-width: 16em;
      }
      .topics {
        max-height: 14em;
        margin: 4px 0 0 20px;
        overflow: auto;
      }
      .find {
        margin: 4px 0 0 20px;
      }
      p {
        margin: 4px 0;
      }
    `,
  ];
  declare scope: ResetScope | null;
  /** What all is called. */
  declare all: string;
  /** Those that are selected in the table. */
  declare selected: readonly TopicPartition[];
  declare topics: readonly string[];
  #filter = '';

  protected override render(): TemplateResult {
    const { scope } = this;
    const partitions = scope?.partitions.length ? scope.partitions : this.selected;
    const kind = scope === null ? 'all' : scope.partitions.length > 0 ? 'partitions' : 'topics';
    const radio = (value: string, text: string, isDisabled: boolean, onChoose: () => void) =>
      html`<label
        ><input
          type="radio"
          name="scope"
          .checked=${kind === value}
          ?disabled=${isDisabled}
          @change=${onChoose}
        />${text}</label
      >`;
    return html`<millrace-popover
      .text=${this.#text}
      .label=${t('Topics and partitions')}
      .isActive=${scope !== null}
    >
      <fieldset>
        <legend class="unseen">${t('Topics and partitions')}</legend>
        ${radio('all', this.all, false, () => this.#choose(null))}
        ${radio(
          'partitions',
          partitions.length === 0
            ? t('Those selected in the table below')
            : plural(partitions.length, '{0} partition', '{0} partitions'),
          partitions.length === 0,
          () => this.#choose({ topics: [], partitions }),
        )}
        ${radio('topics', t('Whole topics'), this.topics.length === 0, () =>
          this.#choose({ topics: [], partitions: [] }),
        )}
        ${kind === 'topics' ? this.#list(scope?.topics ?? []) : nothing}
      </fieldset>
    </millrace-popover>`;
  }

  #list(chosen: readonly string[]): TemplateResult {
    const wanted = this.#filter.toLowerCase();
    const found = this.topics.filter((topic) => topic.toLowerCase().includes(wanted));
    // What is chosen is seen first, so that it can be taken back.
    const shown = [...chosen, ...found.filter((topic) => !chosen.includes(topic))].slice(0, MOST);
    return html`<div class="find">
        ${field({
          label: t('Show topics that contain'),
          placeholder: t('Filter'),
          value: this.#filter,
          width: 20,
          onInput: (filter) => {
            this.#filter = filter;
            this.requestUpdate();
          },
        })}
      </div>
      <div class="topics" role="group" aria-label=${t('Topics')}>
        ${shown.map(
          (topic) =>
            html`<label
              ><input
                type="checkbox"
                .checked=${chosen.includes(topic)}
                @change=${(event: Event) => {
                  const others = chosen.filter((each) => each !== topic);
                  const isOn = (event.target as HTMLInputElement).checked;
                  this.#choose({ topics: isOn ? [...others, topic] : others, partitions: [] });
                }}
              />${topic}</label
            >`,
        )}
        ${
          found.length > MOST
            ? html`<p class="quiet">${t('{0} more: type a part of the name.', formatNumber(found.length - MOST))}</p>`
            : nothing
        }
      </div>`;
  }

  get #text(): string {
    const { scope } = this;
    if (scope === null) return this.all;
    if (scope.partitions.length > 0) {
      return plural(scope.partitions.length, '{0} partition', '{0} partitions');
    }
    const [first] = scope.topics;
    if (first === undefined) return t('No topic yet');
    return scope.topics.length === 1
      ? first
      : plural(scope.topics.length, '{0} topic', '{0} topics');
  }

  #choose(scope: ResetScope | null): void {
    this.dispatchEvent(new CustomEvent('scope', { detail: scope }));
  }
}
