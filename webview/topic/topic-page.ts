import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Configuration } from '../../server/contract/configuration.ts';
import type { TopicReaders, TopicSnapshot } from '../../server/contract/kafka-client/topics.ts';
import type { SamplingStatus } from '../../server/contract/messages/sampling.ts';
import type {
  KeptTopic,
  OpenedTopic,
  PartitionSort,
  SampleChoice,
  TopicAction,
  TopicEvent,
  TopicRequests,
  UnreachableTopic,
} from '../contract/topic.ts';
import { valueText } from '../live/formats.ts';
import { seriesVariable } from '../live/theme.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { formatNumber, sentence, sizeText, t } from '../ui/text.ts';
import { controlStyle } from '../ui/toolbar/control-style.ts';
import { action } from '../ui/toolbar/controls.ts';
import { type IconName, icon } from '../ui/toolbar/icon.ts';
import { configurationList } from './configuration-list.ts';
import { partitionTable } from './partition-table.ts';
import { recordsOf, totalOf } from './partitions.ts';
import { Polling } from './polling.ts';
import { TopicRates } from './rates.ts';
import { readersTable } from './readers-table.ts';
import { samplingView } from './sampling-view.ts';
import { skewView } from './skew.ts';
import { topicStyle } from './topic-style.ts';

/** Between an answer and the next question, in milliseconds. */
const TOPIC_MS = 1_000;
const READERS_MS = 2_000;
/** A configuration seldom changes, but may be edited by anybody. */
const CONFIGURATION_MS = 10_000;
/** Between times that what is drawn is kept, in milliseconds. */
const KEEP_MS = 5_000;

/** The whole page: one topic. It asks only while it is seen, as a page that is hidden is not there. */
export class TopicPage extends LitElement {
  static override readonly styles = [pageStyle, controlStyle, topicStyle];

  readonly #host = new ExtensionHost<TopicRequests, TopicEvent, KeptTopic>((event) =>
    this.#heard(event),
  );
  readonly #changed = () => this.requestUpdate();
  readonly #topic = new Polling(
    TOPIC_MS,
    () => this.#host.ask('topic', null),
    (snapshot) => this.#take(snapshot),
    this.#changed,
  );
  readonly #readers = new Polling(
    READERS_MS,
    () => this.#host.ask('readers', null),
    (readers) => this.#takeReaders(readers),
    this.#changed,
  );
  readonly #configuration = new Polling(
    CONFIGURATION_MS,
    () => this.#host.ask('configuration', null),
    (configuration) => {
      this.#shownConfiguration = configuration;
    },
    this.#changed,
  );
  #rates = new TopicRates();
  #opened: OpenedTopic | undefined;
  #snapshot: TopicSnapshot | undefined;
  #shownReaders: TopicReaders | undefined;
  #shownConfiguration: Configuration | undefined;
  #sampling: SamplingStatus | null = null;
  #choice: SampleChoice = { which: 'newest', perPartition: 1_000 };
  #sort: PartitionSort = { by: 'index', descending: false };
  #isAll = false;
  #scroll = 0;
  #keptAt = 0;
  /** What went wrong with what the user did. */
  #failure: string | undefined;
  /** Whether that is over once the local cluster runs. */
  #canStart = false;
  #sampleFailure: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const kept = this.#host.state;
    if (kept !== undefined) {
      this.#choice = kept.choice;
      this.#sort = kept.sort;
      this.#scroll = kept.scroll;
      if (kept.rates !== undefined) this.#rates.restore(kept.rates);
    }
    window.addEventListener('scrollend', this.#keep);
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scrollend', this.#keep);
    for (const polling of [this.#topic, this.#readers, this.#configuration]) polling.stop();
  }

  protected override render(): TemplateResult {
    const opened = this.#opened;
    if (opened === undefined) {
      return html`<main aria-busy=${this.#failure === undefined}>${this.#failures()}</main>`;
    }
    return html`
      <header class="top">
        <div class="title">
          <h1>${opened.topic}</h1>
          <p class="quiet">${this.#about(opened)}</p>
        </div>
        ${this.#actions(opened)}
      </header>
      <main>
        ${this.#failures()}
        ${this.#snapshot === undefined ? nothing : this.#sections(this.#snapshot)}
      </main>
    `;
  }

  protected override updated(): void {
    if (this.#scroll === 0 || this.#snapshot === undefined) return;
    const top = this.#scroll;
    this.#scroll = 0;
    requestAnimationFrame(() => window.scrollTo({ top }));
  }

  #failures(): TemplateResult {
    const { problem } = this.#topic;
    const all = [this.#failure, problem].filter((text) => text !== undefined);
    return html`${all.map((text) => html`<p class="error" role="alert">${text}</p>`)}
    ${
      this.#opened === undefined && this.#canStart
        ? html`<p>${action('restart', t('Start the local cluster'), () => void this.#act({ kind: 'startCluster' }), { text: t('Start Local Cluster') })}</p>`
        : nothing
    }`;
  }

  #about({ cluster, readOnly }: OpenedTopic): string {
    const internal = this.#snapshot?.internal ?? false;
    return [
      cluster,
      ...(internal ? [t("one of Kafka's own topics")] : []),
      ...(readOnly ? [t('read-only')] : []),
    ].join(' · ');
  }

  #actions({ readOnly }: OpenedTopic): TemplateResult {
    const fixed = readOnly || (this.#snapshot?.internal ?? false);
    const button = (
      name: IconName,
      text: string,
      label: string,
      kind: 'clone' | 'empty' | 'recreate',
    ) => action(name, label, () => void this.#act({ kind }), { text, disabled: fixed });
    return html`<div class="toolbar" role="toolbar" aria-label=${t('Actions')}>
      ${action('messages', t('Open the messages of this topic'), () => void this.#act({ kind: 'messages' }), { text: t('Messages') })}
      ${action('columns', t('Edit the configuration of this topic'), () => void this.#act({ kind: 'configuration' }), { text: t('Configuration') })}
      ${button('copy', t('Clone'), t('Clone this topic'), 'clone')}
      ${button('clear', t('Empty'), t('Empty this topic: delete its records'), 'empty')}
      ${button('restart', t('Recreate'), t('Recreate this topic: delete it, and create it again'), 'recreate')}
    </div>`;
  }

  #sections({ partitions }: TopicSnapshot): TemplateResult {
    const readers = this.#shownReaders;
    return html`
      ${this.#tiles(partitions)} ${this.#rateChart()}
      <section>
        <h2>${t('Partitions')}</h2>
        ${partitionTable(partitions, this.#sort, this.#isAll, {
          onSort: (sort) =>
            this.#set(() => {
              this.#sort = sort;
            }),
          onMessages: (partition) => void this.#act({ kind: 'messages', partition }),
          onAll: () =>
            this.#set(() => {
              this.#isAll = true;
            }),
        })}
      </section>
      <section>
        <h2>${t('Groups that read it')}</h2>
        ${this.#readers.problem === undefined ? nothing : html`<p class="error" role="alert">${this.#readers.problem}</p>`}
        ${
          readers === undefined
            ? html`<p class="quiet">${t('Loading…')}</p>`
            : readersTable(
                readers.groups,
                partitions,
                (group) => this.#rates.outOf(group),
                (group) => void this.#act({ kind: 'group', group }),
              )
        }
        ${
          readers === undefined || readers.silent.length === 0
            ? nothing
            : html`<p class="warned">${t('Without the groups of brokers that do not answer: {0}', readers.silent.join(', '))}</p>`
        }
      </section>
      <section>
        <h2>${t('Configuration that differs from the default')}</h2>
        ${this.#configuration.problem === undefined ? nothing : html`<p class="error" role="alert">${this.#configuration.problem}</p>`}
        ${configurationList(this.#shownConfiguration)}
      </section>
      ${skewView(partitions)}
      <section>
        <h2>${t('Statistics of a sample')}</h2>
        ${this.#withoutLeader(partitions)}
        ${samplingView(this.#choice, this.#sampling, this.#sampleFailure, {
          onChoice: (choice) =>
            this.#set(() => {
              this.#choice = choice;
            }),
          onStart: () => void this.#sample(),
          onStop: () => void this.#host.ask('stopSampling', null).catch(() => undefined),
        })}
      </section>
    `;
  }

  /** Those that a sample cannot be of. */
  #withoutLeader(partitions: TopicSnapshot['partitions']): TemplateResult | typeof nothing {
    const lost = partitions.filter(({ leader }) => leader < 0).map(({ index }) => index);
    if (lost.length === 0) return nothing;
    return html`<p class="warned">
      ${icon('warning')}${t('Partitions that nobody leads are left out: {0}', lost.join(', '))}
    </p>`;
  }

  #tiles(partitions: TopicSnapshot['partitions']): TemplateResult {
    const records = totalOf(partitions, recordsOf);
    const size = totalOf(partitions, (each) => each.size);
    const rate = (value: number | undefined) => valueText(value ?? null, 'rate');
    const tile = (name: string, value: string, about?: string) =>
      html`<div title=${about ?? nothing}><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<dl class="tiles">
      ${tile(t('Records, at most'), records === undefined ? '–' : formatNumber(records), t('By offsets: compaction and transactions leave some without a record.'))}
      ${tile(t('Size of the leaders'), size === undefined ? '–' : sizeText(size))}
      ${tile(t('Partitions'), formatNumber(partitions.length))}
      ${tile(t('Replicas'), formatNumber(Math.max(...partitions.map((each) => each.replicas.length))))}
      ${tile(t('In'), rate(this.#rates.in))} ${tile(t('Out'), rate(this.#rates.out))}
    </dl>`;
  }

  #rateChart(): TemplateResult {
    const plot = this.#rates.plot();
    return html`<section>
      <h2>${t('Records a second')}</h2>
      <ul class="legend">
        ${plot.series.map(
          ({ label, color }) => html`<li>
            <span class="swatch" .style=${`border-color: var(${seriesVariable(color)})`}></span>${label}
          </li>`,
        )}
      </ul>
      <millrace-plot .data=${plot} .label=${t('Records a second')} .height=${180}></millrace-plot>
      <p class="quiet">
        ${t('In: how fast the latest offsets move, over 3 seconds. Out: how fast the offsets move that groups commit, all together, over 10 seconds: most consumers commit every 5. Readers without a group are not seen. Markers of transactions count as records.')}
      </p>
    </section>`;
  }

  async #open(): Promise<void> {
    let opened: OpenedTopic | UnreachableTopic;
    try {
      opened = await this.#host.ask('open', null);
    } catch (error) {
      opened = { problem: sentence(error), canStart: false };
    }
    if ('problem' in opened) {
      this.#opened = undefined;
      this.#failure = opened.problem;
      this.#canStart = opened.canStart;
    } else {
      this.#opened = opened;
      this.#sampling = opened.sampling;
      this.#failure = undefined;
      this.#keep();
      for (const polling of [this.#topic, this.#readers, this.#configuration]) polling.start();
    }
    this.requestUpdate();
  }

  #take(snapshot: TopicSnapshot): void {
    const { id } = this.#snapshot ?? snapshot;
    this.#snapshot = snapshot;
    this.#rates.takeTopic(snapshot, Date.now());
    if (Date.now() - this.#keptAt > KEEP_MS) this.#keep();
    // Another topic has the name: its configuration may be another, and the sample was not of it.
    if (id !== snapshot.id || this.#configuration.problem !== undefined)
      this.#configuration.start();
    if (this.#readers.problem !== undefined) this.#readers.start();
  }

  #takeReaders(readers: TopicReaders): void {
    this.#shownReaders = readers;
    this.#rates.takeReaders(readers);
  }

  #heard(event: TopicEvent): void {
    if (event.kind === 'sampling') this.#sampling = event.status;
    else if (event.kind === 'stale') this.#configuration.start();
    else if (event.kind === 'crashed') this.#crashed(event.problem);
    else {
      for (const polling of [this.#topic, this.#readers, this.#configuration]) polling.stop();
      this.#rates = new TopicRates();
      void this.#open();
    }
    this.requestUpdate();
  }

  #crashed(problem: string): void {
    this.#sampleFailure = problem;
    if (this.#sampling !== null) this.#sampling = { ...this.#sampling, state: 'failed' };
  }

  async #sample(): Promise<void> {
    this.#sampleFailure = undefined;
    const led = this.#snapshot?.partitions.filter(({ leader }) => leader >= 0) ?? [];
    try {
      await this.#host.ask('sample', {
        ...this.#choice,
        // Those that nobody leads would only be waited for.
        ...(led.length > 0 && { partitions: led.map(({ index }) => index) }),
      });
    } catch (error) {
      this.#sampleFailure = sentence(error);
    }
    this.requestUpdate();
  }

  async #act(what: TopicAction): Promise<void> {
    try {
      await this.#host.ask('act', what);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.requestUpdate();
  }

  #set(change: () => void): void {
    change();
    this.#keep();
    this.requestUpdate();
  }

  readonly #keep = (): void => {
    const opened = this.#opened;
    if (opened === undefined) return;
    const { which, perPartition } = this.#choice;
    const rates = this.#rates.kept;
    this.#keptAt = Date.now();
    this.#host.keep({
      subject: { cluster: opened.clusterId, name: opened.topic },
      choice: { which, perPartition },
      sort: this.#sort,
      scroll: window.scrollY,
      ...(rates !== undefined && { rates }),
    });
  };
}
