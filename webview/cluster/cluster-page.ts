import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type {
  ClusterAction,
  ClusterEvent,
  ClusterNow,
  ClusterRequests,
  ClusterViewState,
  HistoryPoint,
  KeptCluster,
} from '../contract/cluster.ts';
import { clockTime } from '../live/formats.ts';
import { Announcer } from '../ui/announcer.ts';
import { button } from '../ui/controls.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { formatNumber, sentence, t } from '../ui/text.ts';
import { controlStyle } from '../ui/toolbar/control-style.ts';
import type { ActionMenu } from '../ui/toolbar/menu.ts';
import { brokerMenu } from './broker-menu.ts';
import { type BrokerRow, brokerRows } from './broker-rows.ts';
import { brokerTable } from './broker-table.ts';
import { throughputSection, timelineSection } from './charts.ts';
import { clusterStyle } from './cluster-style.ts';
import { facts, healthSentence } from './facts.ts';
import { LineColors } from './plots.ts';
import { withoutRates } from './stale.ts';
import { topicTable } from './topic-table.ts';
import { troubleTable } from './trouble-table.ts';

/** The whole page: a cluster in numbers, its brokers, what comes in, what is wrong. */
export class ClusterPage extends LitElement {
  static override readonly styles = [pageStyle, controlStyle, clusterStyle];

  readonly #host = new ExtensionHost<ClusterRequests, ClusterEvent, KeptCluster>((event) =>
    this.#take(event),
  );
  readonly #colors = new LineColors();
  readonly #announcer = new Announcer(() => this.requestUpdate());
  #now: ClusterNow | undefined;
  #history: readonly HistoryPoint[] = [];
  /** How long the charts go back, in milliseconds. */
  #span = 0;
  #view: ClusterViewState = this.#host.state?.view ?? { throughput: 'cluster', topics: 'records' };
  /** Where the page is to be scrolled to when there is something to scroll. */
  #scroll = this.#host.state?.scroll ?? 0;
  #failure = '';

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('scrollend', this.#keep);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scrollend', this.#keep);
    this.#announcer.stop();
  }

  protected override render(): TemplateResult {
    const now = this.#now;
    if (now === undefined) {
      return html`<main aria-busy="true">${this.#alert(this.#failure)}</main>`;
    }
    const rows = brokerRows(now);
    return html`
      <header class="bar">
        <div class="title">
          <h1>${now.name}</h1>
          <p class="quiet">${this.#subtitle(now)}</p>
        </div>
        ${now.state === 'running' ? this.#tools(now, rows) : nothing}
      </header>
      <main>
        ${this.#alert(this.#failure)}
        ${now.state === 'running' ? this.#content(now, rows) : this.#absent(now)}
      </main>
      <div class="unseen" role="status">${this.#announcer.said}</div>
      <millrace-action-menu></millrace-action-menu>
    `;
  }

  protected override updated(): void {
    if (this.#scroll === 0 || this.#now === undefined) return;
    const scroll = this.#scroll;
    this.#scroll = 0;
    // The charts have their heights when they are drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => window.scrollTo({ top: scroll })));
  }

  #content(now: ClusterNow, rows: readonly BrokerRow[]): TemplateResult {
    const overview = now.problem === null ? now.overview : withoutRates(now.overview);
    const shown = { ...now, overview };
    const shownRows = now.problem === null ? rows : brokerRows(shown);
    const open = (topic: string) => void this.#act({ kind: 'openTopic', topic });
    const canMove = !now.readOnly && rows.length > 1;
    return html`
      ${this.#problem(now)}
      ${
        overview === null && now.problem === null
          ? html`<p class="quiet">${t('Looking at the cluster…')}</p>`
          : nothing
      }
      ${facts(shown, shownRows)}
      ${throughputSection(this.#history, this.#view.throughput, overview?.period ?? null, this.#colors, (throughput) => this.#show({ throughput }))}
      ${brokerTable(shownRows, (row, from) => this.#openMenu(now, row, from))}
      ${overview === null ? nothing : troubleTable(overview, open)}
      ${
        overview === null
          ? nothing
          : topicTable(overview.topTopics, this.#view.topics, {
              onSort: (topics) => this.#show({ topics }),
              onTopic: open,
              onReassign: canMove
                ? (topic) => void this.#act({ kind: 'reassign', topic })
                : undefined,
            })
      }
      ${timelineSection(this.#history, this.#colors)}
    `;
  }

  #subtitle({ overview, readOnly }: ClusterNow): string {
    const id = overview?.id ?? null;
    return [
      id === null ? t('Cluster id unknown') : t('Cluster id {0}', id),
      readOnly && t('read-only'),
    ]
      .filter(Boolean)
      .join(' · ');
  }

  #tools(now: ClusterNow, rows: readonly BrokerRow[]): TemplateResult {
    const { isLocal, readOnly, overview } = now;
    const others = overview?.health.notPreferred ?? 0;
    const isAlone = rows.length < 2;
    const act = (kind: 'addBroker' | 'reassignSome' | 'electLeaders') => () =>
      void this.#act({ kind });
    return html`${
      isAlone
        ? nothing
        : html`${button(
            others === 0
              ? t('Elect Preferred Leaders')
              : t('Elect Preferred Leaders ({0})', formatNumber(others)),
            { disabled: readOnly || others === 0, onClick: act('electLeaders') },
          )}${button(t('Reassign Partitions…'), { disabled: readOnly, onClick: act('reassignSome') })}`
    }${isLocal ? button(t('Add Broker'), { onClick: act('addBroker') }) : nothing}`;
  }

  /** Why nothing new is known, and how old what is shown is. */
  #problem({ problem, time }: ClusterNow): TemplateResult | typeof nothing {
    if (problem === null) return nothing;
    const since =
      time === null
        ? ''
        : ` ${t('What is shown is how it was at {0}.', clockTime(Math.floor(time / 1000) * 1000))}`;
    return this.#alert(`${problem}${since}`);
  }

  #absent({ state }: ClusterNow): TemplateResult {
    if (state === 'gone') {
      return html`<p class="empty">${t('This cluster is not connected any more.')}</p>`;
    }
    return html`<div class="empty">
      <p>${t('The local cluster does not run.')}</p>
      ${button(t('Start Local Cluster'), {
        kind: 'primary',
        onClick: () => void this.#act({ kind: 'startCluster' }),
      })}
    </div>`;
  }

  #alert(text: string): TemplateResult | typeof nothing {
    return text === '' ? nothing : html`<p class="alert" role="alert">${text}</p>`;
  }

  #openMenu(now: ClusterNow, row: BrokerRow, from: HTMLElement): void {
    const menu = this.renderRoot.querySelector<ActionMenu>('millrace-action-menu');
    const items = brokerMenu(now, row, (action) => void this.#act(action));
    void menu?.open(t('Broker {0}', row.id), items, from.getBoundingClientRect(), from);
  }

  async #load(): Promise<void> {
    try {
      const { now, history, span } = await this.#host.ask('load', null);
      this.#history = history;
      this.#span = span;
      this.#now = now;
      this.#keep();
      this.requestUpdate();
    } catch (error) {
      this.#fail(error);
    }
  }

  #take({ now, point }: ClusterEvent): void {
    if (this.#now === undefined) return;
    if (point !== null) {
      const oldest = point.time - this.#span;
      this.#history = [...this.#history.filter(({ time }) => time >= oldest), point];
    }
    this.#tellHealth(this.#now, now);
    this.#now = now;
    this.requestUpdate();
  }

  #tellHealth(before: ClusterNow, now: ClusterNow): void {
    if (now.overview === null || before.overview === null) return;
    const said = healthSentence(now.overview);
    if (said !== healthSentence(before.overview)) this.#announcer.mention(said);
  }

  async #act(action: ClusterAction): Promise<void> {
    try {
      await this.#host.ask('act', action);
      this.#failure = '';
      this.requestUpdate();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure = sentence(error);
    this.requestUpdate();
  }

  #show(changed: Partial<ClusterViewState>): void {
    this.#view = { ...this.#view, ...changed };
    this.#keep();
    this.requestUpdate();
  }

  readonly #keep = (): void => {
    if (this.#now === undefined) return;
    const { subject } = this.#now;
    this.#host.keep({ subject, view: this.#view, scroll: window.scrollY });
  };
}
