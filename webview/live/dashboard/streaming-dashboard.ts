import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ReceiverProgress,
  StreamingProgressSnapshot,
} from '../../../server/contract/streaming-progress.ts';
import type { DashboardView } from '../../contract/dashboard.ts';
import { t } from '../../ui/text.ts';
import { clockTime, count } from '../formats.ts';
import { LiveOutput } from '../live-output.ts';
import { menu } from '../menu.ts';
import { copy, fileName, saveText } from '../saving.ts';
import { batchTable } from './batch-table.ts';
import { dashboardStyle } from './dashboard-style.ts';
import { dashboardText } from './dashboard-text.ts';
import { metricRow } from './metric-row.ts';
import { type Metric, metricsOf, streamMetrics } from './metrics.ts';

/** Batches that are listed unless all are asked for. */
const FEW = 8;

let dashboards = 0;

/**
 * How a streaming job gets on: what Spark's Streaming tab shows, and more, while it happens.
 * @fires view-changed when the user has opened or closed something.
 */
export class StreamingDashboard extends LiveOutput<StreamingProgressSnapshot> {
  static override readonly styles = [...LiveOutput.styles, dashboardStyle];

  /** The timelines of a dashboard show the same moment at once. */
  readonly #group = `millrace-dashboard-${dashboards++}`;
  #made: StreamingProgressSnapshot | undefined;
  #metrics: readonly Metric[] = [];
  #streams: readonly Metric[] = [];
  #showsStreams = false;
  #showsAll = false;
  #open: ReadonlySet<number> = new Set();
  /** What stands above it; nothing where whoever has the element says that. */
  heading = t('Streaming job');

  /** What the user has opened. */
  get view(): DashboardView {
    return { streams: this.#showsStreams, all: this.#showsAll, open: [...this.#open] };
  }

  set view({ streams, all, open }: DashboardView) {
    this.#showsStreams = streams;
    this.#showsAll = all;
    this.#open = new Set(open);
    this.#made = undefined;
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    const snapshot = this.value;
    if (snapshot === this.#made) return;
    this.#made = snapshot;
    this.#metrics = metricsOf(snapshot);
    this.#streams = this.#showsStreams ? streamMetrics(snapshot) : [];
  }

  protected override render(): TemplateResult {
    const { header, receivers } = this.value;
    return html`<div class="bar">
        ${this.heading === '' ? nothing : html`<h3>${this.heading}</h3>`}
        <span class="space"></span>
        ${this.pauseButton()} ${this.#menus()}
      </div>
      <p class="header number">
        ${header.text}${
          header.failedBatches > 0
            ? html` · <span class="error">${t('{0} failed', count(header.failedBatches))}</span>`
            : nothing
        }
      </p>
      ${repeat(
        this.#metrics,
        ({ key }) => key,
        (
          metric,
          i,
        ) => html`${metricRow(metric, this.#group, this.#level, i === 0 ? this.#streamsButton() : nothing)}
          ${i === 0 && this.#showsStreams ? this.#streamRows() : nothing}`,
      )}
      ${receivers.length === 0 ? nothing : html`<ul class="receivers">${receivers.map(receiverLine)}</ul>`}
      ${this.#batches()} ${this.said()}`;
  }

  /** Of the headings below its own; without one they are the page's. */
  get #level(): number {
    return this.heading === '' ? 2 : 4;
  }

  #streamsButton(): TemplateResult | typeof nothing {
    const { length } = this.value.streams;
    if (length === 0) return nothing;
    return html`<button
      class="more plain"
      aria-expanded=${this.#showsStreams}
      @click=${() => this.#change({ streams: !this.#showsStreams })}
    >
      <span class="twistie" aria-hidden="true"></span>${t(length === 1 ? '{0} stream' : '{0} streams', length)}
    </button>`;
  }

  #streamRows(): TemplateResult {
    return html`<div class="streams">
      ${repeat(
        this.#streams,
        ({ key }) => key,
        (metric) => metricRow(metric, this.#group, this.#level, nothing),
      )}
    </div>`;
  }

  #batches(): TemplateResult {
    const { waiting, running, completed } = this.value;
    const all = [...waiting, ...running, ...completed];
    const listed = this.#showsAll
      ? all
      : all.slice(0, Math.max(FEW, waiting.length + running.length + 3));
    const failedBelow = all.slice(listed.length).filter(({ status }) => status === 'failed').length;
    return html`<div class="bar batches-bar">
        <h4 aria-level=${this.#level}>${t('Batches')}</h4>
        <span class="quiet number"
          >${t('{0} waiting, {1} running', waiting.length, running.length)}</span
        >
        ${
          failedBelow > 0 && !this.#showsAll
            ? html`<span class="error">${t('{0} failed further below', failedBelow)}</span>`
            : nothing
        }
        <span class="space"></span>
        ${
          all.length > FEW
            ? html`<button aria-pressed=${this.#showsAll} @click=${() => this.#change({ all: !this.#showsAll })}>
                ${t('All {0}', all.length)}
              </button>`
            : nothing
        }
      </div>
      ${
        all.length === 0
          ? html`<p class="quiet">${t('No batches yet')}</p>`
          : batchTable(listed, { open: this.#open, onToggle: (time) => this.#toggle(time) })
      }`;
  }

  #menus(): TemplateResult {
    const json = () => JSON.stringify(this.value, undefined, 2);
    return html`${menu(t('Copy'), t('Copy the dashboard'), [
      {
        text: t('As Text'),
        run: () => this.doing(() => copy(dashboardText(this.value)), t('Copied')),
      },
      { text: t('As JSON'), run: () => this.doing(() => copy(json()), t('Copied')) },
    ])}${menu(t('Save'), t('Save the dashboard'), [
      {
        text: t('As Text…'),
        run: () =>
          this.doing(
            () =>
              saveText(fileName('streaming job', 'txt'), 'text/plain', dashboardText(this.value)),
            '',
          ),
      },
      {
        text: t('As JSON…'),
        run: () =>
          this.doing(
            () => saveText(fileName('streaming job', 'json'), 'application/json', json()),
            '',
          ),
      },
    ])}`;
  }

  #change(change: Partial<DashboardView>): void {
    this.view = { ...this.view, ...change };
    this.dispatchEvent(new CustomEvent('view-changed'));
  }

  /** What is open and no longer listed is forgotten. */
  #toggle(batchTime: number): void {
    const { waiting, running, completed } = this.value;
    const listed = new Set([...waiting, ...running, ...completed].map((batch) => batch.batchTime));
    const open = new Set([...this.#open].filter((time) => listed.has(time)));
    if (!open.delete(batchTime)) open.add(batchTime);
    this.#change({ open: [...open] });
  }
}

function receiverLine({
  name,
  active,
  lastError,
  lastErrorTime,
}: ReceiverProgress): TemplateResult {
  return html`<li>
    ${t('Receiver {0}: {1}', name, active ? t('active') : t('not active'))}
    ${
      lastError === ''
        ? nothing
        : html`<span class="error">${lastErrorTime === null ? '' : `${clockTime(lastErrorTime)} `}${lastError}</span>`
    }
  </li>`;
}
