import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type {
  DashboardEvent,
  DashboardRequests,
  DashboardView,
  JobProgress,
  KeptDashboard,
} from '../contract/dashboard.ts';
import { dateTime } from '../live/formats.ts';
import { saveBy } from '../live/saving.ts';
import { button } from '../ui/controls.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { t } from '../ui/text.ts';
import { jobStyle } from './job-style.ts';

/** What outlives the page is some kilobytes: it is not kept more often than this, in milliseconds. */
const KEEP_PERIOD = 2_000;

/** The whole page: which job it is, what can be done with it, and how it gets on. */
export class JobPage extends LitElement {
  static override readonly styles = [pageStyle, jobStyle];

  readonly #host = new ExtensionHost<DashboardRequests, DashboardEvent, KeptDashboard>(
    ({ progress }) => this.#take(progress),
  );
  #progress: JobProgress | undefined;
  #view: DashboardView = { streams: false, all: false, open: [] };
  /** Where the page is to be scrolled to when there is something to scroll. */
  #scroll = 0;
  /** The window was loaded anew, and the job is gone. */
  #isGone = false;
  #failure = '';
  #timer: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    saveBy(async (name, _type, content) => {
      await this.#host.ask('save', { name, content });
    });
    const kept = this.#host.state;
    if (kept !== undefined) {
      this.#view = kept.view;
      this.#scroll = kept.scroll;
    }
    window.addEventListener('scrollend', this.#onScrolled);
    void this.#load(kept?.progress);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scrollend', this.#onScrolled);
    window.clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    const progress = this.#progress;
    if (progress === undefined) return html`<main aria-busy="true">${this.#failures()}</main>`;
    return html`
      <header class="bar">
        <div class="title">
          <h1>${progress.name}</h1>
          <p class="quiet" role="status">
            <span class="dot ${this.#wasCutOff(progress) ? '' : progress.state}" aria-hidden="true"></span
            >${this.#stateText(progress)} · ${progress.notebook}
          </p>
        </div>
        ${this.#buttons(progress)}
      </header>
      <main>
        ${this.#failures()}
        ${
          progress.snapshot === null
            ? html`<p class="quiet">${t('No batches yet')}</p>`
            : html`<millrace-dashboard
                .heading=${''}
                .view=${this.#view}
                .content=${progress.snapshot}
                @view-changed=${this.#onView}
              ></millrace-dashboard>`
        }
      </main>
    `;
  }

  protected override updated(): void {
    if (this.#scroll === 0 || this.#progress === undefined) return;
    const scroll = this.#scroll;
    this.#scroll = 0;
    // The plots have their heights when the dashboard is drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => window.scrollTo({ top: scroll })));
  }

  #failures(): TemplateResult | typeof nothing {
    return this.#failure === ''
      ? nothing
      : html`<p class="error" role="alert">${this.#failure}</p>`;
  }

  /** Its kernel ended with the window, and nobody could tell any more. */
  #wasCutOff({ state }: JobProgress): boolean {
    return this.#isGone && !hasEnded(state);
  }

  #stateText(progress: JobProgress): string {
    const { state, snapshot } = progress;
    if (!this.#wasCutOff(progress)) return stateTexts[state];
    const text = t('Ended when the window was loaded anew');
    return snapshot === null
      ? text
      : t('{0}; as it was at {1}', text, dateTime(snapshot.header.time));
  }

  #buttons({ state }: JobProgress): TemplateResult | typeof nothing {
    if (this.#isGone) return nothing;
    const stop = state === 'stopping' ? t('Stop Now') : t('Stop');
    return html`${
      hasEnded(state)
        ? nothing
        : button(stop, { label: t('{0} the job', stop), onClick: () => void this.#ask('stop') })
    }${button(t('Go to Cell'), { onClick: () => void this.#ask('reveal') })}`;
  }

  async #load(kept: JobProgress | undefined): Promise<void> {
    try {
      const progress = await this.#host.ask('load', null);
      this.#isGone = progress === null;
      this.#take(progress ?? kept);
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(progress: JobProgress | undefined): void {
    const before = this.#progress;
    this.#progress = progress;
    if (progress?.state === before?.state) {
      this.#timer ??= window.setTimeout(() => this.#keep(), KEEP_PERIOD);
    } else this.#keep();
    this.requestUpdate();
  }

  async #ask(what: 'stop' | 'reveal'): Promise<void> {
    try {
      await this.#host.ask(what, null);
      this.#failure = '';
      this.requestUpdate();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error.message : String(error);
    this.requestUpdate();
  }

  readonly #onView = ({ target }: Event): void => {
    this.#view = (target as EventTarget & { readonly view: DashboardView }).view;
    this.#keep();
  };

  readonly #onScrolled = (): void => this.#keep();

  #keep(): void {
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#progress === undefined) return;
    this.#host.keep({ progress: this.#progress, view: this.#view, scroll: window.scrollY });
  }
}

function hasEnded(state: JobProgress['state']): boolean {
  return state === 'stopped' || state === 'failed';
}

const stateTexts: Readonly<Record<JobProgress['state'], string>> = {
  starting: t('Starting'),
  running: t('Running'),
  stopping: t('Stopping'),
  stopped: t('Stopped'),
  failed: t('Failed'),
};
