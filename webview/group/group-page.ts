import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { GroupSnapshot } from '../../server/contract/kafka-client/groups.ts';
import type {
  GroupEvent,
  GroupLook,
  GroupProblem,
  GroupRequests,
  KeptGroup,
  OpenedGroup,
  WantedReset,
} from '../contract/group.ts';
import { Announcer } from '../ui/announcer.ts';
import { button } from '../ui/controls.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { sparkLine, sparkStyle } from '../ui/spark-line.ts';
import { formatNumber, plural, sentence, t } from '../ui/text.ts';
import { controlStyle } from '../ui/toolbar/control-style.ts';
import { groupStyle } from './group-style.ts';
import { LagHistory } from './lag-history.ts';
import { memberTable } from './member-table.ts';
import type { PartitionTableEnds } from './partition-table.ts';
import type { ResetForm, ResetFormEnds } from './reset/reset-form.ts';
import { firstForm } from './reset/target.ts';
import { keyOf, type PartitionRow, rowsOf, totalLag } from './rows.ts';
import { tableStyle } from './table-style.ts';

type View = Omit<KeptGroup, 'subject'>;

const firstView: View = {
  filter: '',
  laggingOnly: false,
  sort: { column: 'topic', descending: false },
  selected: [],
  form: null,
};

/** The whole page: what the group is and how far it has come, and what can be done with its offsets. */
export class GroupPage extends LitElement {
  static override readonly styles = [pageStyle, controlStyle, tableStyle, sparkStyle, groupStyle];

  readonly #host = new ExtensionHost<GroupRequests, GroupEvent, KeptGroup>((event) =>
    this.#take(event),
  );
  readonly #announcer = new Announcer(() => this.requestUpdate());
  #opened: OpenedGroup | undefined;
  #look: GroupLook | undefined;
  #problem: GroupProblem | undefined;
  #history = new LagHistory();
  #rows: readonly PartitionRow[] = [];
  #view: View = firstView;
  /** What went wrong with something that the user has done. */
  #failure = '';

  override connectedCallback(): void {
    super.connectedCallback();
    const kept = this.#host.state;
    if (kept !== undefined) this.#view = kept;
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#announcer.stop();
  }

  protected override render(): TemplateResult {
    const opened = this.#opened;
    const look = this.#look;
    if (opened === undefined) return html`<main aria-busy="true">${this.#failures()}</main>`;
    return html`
      <header>
        <div class="title">
          <h1>${opened.subject.name}</h1>
          ${opened.cluster === null ? nothing : html`<span class="tag">${opened.cluster}</span>`}
          ${opened.readOnly ? html`<span class="tag">${t('read-only')}</span>` : nothing}
          ${look === undefined ? nothing : this.#actions(look.snapshot, opened.readOnly)}
        </div>
        ${look === undefined ? nothing : this.#facts(look.snapshot)}
      </header>
      <main>
        ${this.#failures()} ${look === undefined ? nothing : this.#content(look.snapshot, opened.readOnly)}
      </main>
      <p class="unseen" role="status">${this.#announcer.said}</p>
    `;
  }

  #actions(snapshot: GroupSnapshot, readOnly: boolean): TemplateResult | typeof nothing {
    if (snapshot.state === 'Dead') return nothing;
    const count = this.#selectedRows.length;
    return html`<div class="actions" role="group" aria-label=${t('Actions')}>
      ${button(t('Reset Offsets…'), { kind: 'primary', onClick: () => this.#openForm() })}
      ${button(
        count === 0
          ? t('Delete Offsets…')
          : plural(count, 'Delete {0} Offset…', 'Delete {0} Offsets…'),
        {
          disabled: readOnly || this.#rows.length === 0,
          onClick: () => void this.#deleteOffsets(),
        },
      )}
      ${button(t('Delete Group…'), {
        disabled: readOnly,
        onClick: () => void this.#try(() => this.#host.ask('deleteGroup', null)),
      })}
    </div>`;
  }

  #facts(snapshot: GroupSnapshot): TemplateResult {
    const { state, members, coordinator, strategy, protocol } = snapshot;
    const isMoving = !['Stable', 'Empty', 'Dead'].includes(state);
    const fact = (name: string, value: unknown) =>
      html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<dl>
      ${fact(
        t('State'),
        html`<span class=${`dot ${state} ${isMoving ? 'moving' : ''}`} aria-hidden="true"></span
          >${stateText(state)}`,
      )}
      ${fact(t('Members'), formatNumber(members.length))}
      ${fact(t('Coordinator'), t('Broker {0} ({1}:{2})', coordinator.id, coordinator.host, coordinator.port))}
      ${strategy === '' ? nothing : fact(t('Assignment strategy'), strategy)}
      ${protocol === 'consumer' ? fact(t('Protocol'), t('consumer (KIP-848)')) : nothing}
      ${this.#totalLag()}
    </dl>`;
  }

  #totalLag(): TemplateResult {
    const lag = totalLag(this.#rows);
    const text = lag === undefined ? '–' : formatNumber(lag);
    const points = this.#history.total;
    const most = points.reduce((high, { value }) => Math.max(high, value), 0);
    const label = t('Total lag {0}, at most {1} in the last minutes', text, formatNumber(most));
    return html`<div class="lag">
      <dt>${t('Total lag')}</dt>
      <dd>
        ${text}${sparkLine(points, { ...this.#history.span, ...{ width: 160, height: 22 }, label })}
      </dd>
    </div>`;
  }

  #content(snapshot: GroupSnapshot, readOnly: boolean): TemplateResult {
    const isThere = snapshot.state !== 'Dead';
    return html`
      ${this.#form(snapshot, readOnly)}
      ${isThere || this.#view.form !== null ? nothing : this.#missing(readOnly)}
      ${
        this.#rows.length === 0
          ? isThere
            ? html`<p class="quiet">${t('The group has committed nothing, and nothing is assigned.')}</p>`
            : nothing
          : html`<group-partitions
              .rows=${this.#rows}
              .history=${this.#history}
              .view=${this.#view}
              .beat=${this.#history.span.to}
              .ends=${this.#tableEnds}
            ></group-partitions>`
      }
      ${isThere ? html`<section>${memberTable(snapshot.members, this.#rows)}</section>` : nothing}
    `;
  }

  #missing(readOnly: boolean): TemplateResult {
    return html`<div class="empty">
      <h2>${t('There is no such group')}</h2>
      <p class="quiet">
        ${t('It comes into being when a consumer joins it, or with the offsets that you give it.')}
      </p>
      ${button(t('Create Group…'), {
        kind: 'primary',
        disabled: readOnly,
        onClick: () => this.#openForm(),
      })}
    </div>`;
  }

  #form(snapshot: GroupSnapshot, readOnly: boolean): TemplateResult | typeof nothing {
    const { form } = this.#view;
    if (form === null) return nothing;
    return html`<group-reset
      .form=${form}
      .snapshot=${snapshot}
      .selected=${this.#selectedRows}
      .readOnly=${readOnly}
      .ends=${this.#formEnds}
    ></group-reset>`;
  }

  #failures(): TemplateResult | typeof nothing {
    const problem = this.#problem;
    if (problem === undefined && this.#failure === '') return nothing;
    return html`<div class="problem" role="alert">
      <span class="error">${problem?.text ?? this.#failure}</span>
      ${
        problem?.canStart
          ? button(t('Start Local Cluster'), {
              kind: 'primary',
              onClick: () => void this.#try(() => this.#host.ask('startCluster', null)),
            })
          : nothing
      }
    </div>`;
  }

  readonly #tableEnds: PartitionTableEnds = {
    onView: (view) => this.#show(view),
    onOpen: ({ topic, partition, committed }) =>
      void this.#try(() =>
        this.#host.ask('openMessages', {
          ...{ topic, partition },
          ...(committed !== undefined && { offset: committed }),
        }),
      ),
  };

  readonly #formEnds: ResetFormEnds = {
    plan: (wanted) => this.#host.ask('plan', wanted),
    reset: (changes) => this.#host.ask('reset', changes),
    exportPlan: (offsets) => this.#host.ask('exportPlan', offsets),
    chooseFile: () => this.#host.ask('chooseFile', null),
    topics: () => this.#host.ask('topics', null),
    groups: () => this.#host.ask('groups', null),
    onForm: (form) => this.#show({ form }),
    onClose: () => void this.#closeForm(),
    say: (text) => this.#announcer.say(text),
  };

  get #selectedRows(): PartitionRow[] {
    const selected = new Set(this.#view.selected);
    return this.#rows.filter(({ key }) => selected.has(key));
  }

  async #load(): Promise<void> {
    try {
      const opened = await this.#host.ask('load', null);
      this.#opened = opened;
      this.#history = new LagHistory(opened.samples);
      this.#problem = opened.problem ?? undefined;
      if (opened.look !== null) this.#takeLook(opened.look);
      else this.#look = undefined;
      this.#keep();
      if (opened.wanted !== null) this.#openForm(opened.wanted);
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.requestUpdate();
  }

  #take(event: GroupEvent): void {
    switch (event.kind) {
      case 'look':
        this.#problem = undefined;
        this.#takeLook(event.look);
        break;
      case 'problem':
        this.#problem = event.problem;
        break;
      case 'wanted':
        this.#openForm(event.wanted);
        break;
      case 'changed':
        void this.#load();
        break;
    }
    this.requestUpdate();
  }

  #takeLook(look: GroupLook): void {
    const before = this.#look?.snapshot;
    this.#look = look;
    this.#history.add(look.sample);
    this.#rows = rowsOf(look.snapshot, look.sample.lags);
    const { state } = look.snapshot;
    if (before !== undefined && before.state !== state) {
      this.#announcer.mention(t('The group is {0} now', stateText(state)));
    }
  }

  /** With what is wanted, or else with what is selected in the table. */
  #openForm(wanted: WantedReset = {}): void {
    const selected = this.#selectedRows.map(({ topic, partition }) => ({ topic, partition }));
    const chosen = selected.length === 0 ? null : { topics: [], partitions: selected };
    const scope = wanted.scope ?? chosen;
    this.#show({ form: { ...(this.#view.form ?? firstForm), scope } });
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<ResetForm>('group-reset')?.begin(),
    );
  }

  async #closeForm(): Promise<void> {
    this.#show({ form: null });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('header vscode-button')?.focus();
  }

  async #deleteOffsets(): Promise<void> {
    const selected = this.#selectedRows;
    const meant = (selected.length === 0 ? this.#rows : selected).filter(
      ({ committed }) => committed !== undefined,
    );
    const partitions = meant.map(({ topic, partition }) => ({ topic, partition }));
    await this.#try(async () => {
      if (!(await this.#host.ask('deleteOffsets', partitions))) return;
      const gone = new Set(partitions.map(keyOf));
      this.#show({ selected: this.#view.selected.filter((key) => !gone.has(key)) });
      this.#announcer.say(
        plural(partitions.length, '{0} offset was deleted', '{0} offsets were deleted'),
      );
    });
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.#failure = '';
    try {
      await work();
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.requestUpdate();
  }

  #show(view: Partial<View>): void {
    this.#view = { ...this.#view, ...view };
    this.#keep();
    this.requestUpdate();
  }

  #keep(): void {
    if (this.#opened !== undefined)
      this.#host.keep({ ...this.#view, subject: this.#opened.subject });
  }
}

/** `PreparingRebalance` becomes `preparing rebalance`. */
function stateText(state: string): string {
  if (state === 'Dead') return t('not there');
  return state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
