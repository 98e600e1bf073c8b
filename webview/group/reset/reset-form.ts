import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type {
  GroupSnapshot,
  PartitionOffset,
  PlannedChange,
  ResetScope,
  TopicPartition,
} from '../../../server/contract/kafka-client/groups.ts';
import type { Failure } from '../../../server/contract/kafka-client/methods.ts';
import type { KeptForm, TargetKind, WantedPlan } from '../../contract/group.ts';
import { button } from '../../ui/controls.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { formatNumber, plural, sentence, t } from '../../ui/text.ts';
import { momentText } from '../../ui/times.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { action, field, select } from '../../ui/toolbar/controls.ts';
import { icon } from '../../ui/toolbar/icon.ts';
import { keyOf, nameOf } from '../rows.ts';
import { tableStyle } from '../table-style.ts';
import { formStyle } from './form-style.ts';
import { planTable } from './plan-table.ts';
import { summaryOf, targetChoices, typedTarget } from './target.ts';

export interface ResetFormEnds {
  readonly plan: (wanted: WantedPlan) => Promise<readonly PlannedChange[]>;
  /** Null if the user was asked and did not agree. */
  readonly reset: (changes: readonly PlannedChange[]) => Promise<readonly Failure[] | null>;
  readonly exportPlan: (offsets: readonly PartitionOffset[]) => Promise<string | null>;
  readonly chooseFile: () => Promise<{ readonly name: string; readonly text: string } | null>;
  readonly topics: () => Promise<readonly string[]>;
  readonly groups: () => Promise<readonly string[]>;
  readonly onForm: (form: KeptForm) => void;
  readonly onClose: () => void;
  readonly say: (text: string) => void;
}

/** A plan is made when nothing was typed for so long, in milliseconds. */
const PAUSE = 250;
/** Rows of a plan that are drawn at first. */
const FIRST_ROWS = 300;

/** Where a group's offsets are to be, what that would change, and the button that does it. */
export class ResetForm extends LitElement {
  static override readonly properties = {
    form: { attribute: false },
    snapshot: { attribute: false },
    selected: { attribute: false },
    readOnly: { type: Boolean },
    ends: { attribute: false },
  };
  static override readonly styles = [pageStyle, controlStyle, tableStyle, formStyle];
  declare form: KeptForm;
  declare snapshot: GroupSnapshot;
  /** The partitions that are selected in the table. */
  declare selected: readonly TopicPartition[];
  declare readOnly: boolean;
  declare ends: ResetFormEnds;
  /** The form that the plan is of; another one may come from the page. */
  #meant: KeptForm | undefined;
  #topics: readonly string[] = [];
  #groups: readonly string[] = [];
  #fileName = '';
  #plan: readonly PlannedChange[] | undefined;
  /** The keys of planned changes that are not to be made. */
  #left = new Set<string>();
  #most = FIRST_ROWS;
  #failure = '';
  #failures: readonly Failure[] = [];
  #isBusy = false;
  #timer: number | undefined;
  /** Counts plans: only the last one that was asked for is shown. */
  #asked = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  /** Puts the focus where the form begins. */
  async begin(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('select')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.has('form') && this.form !== this.#meant;
    this.#meant = this.form;
    if (isOther || (changed.has('snapshot') && this.#isOutOfDate())) this.#planSoon(0);
  }

  protected override render(): TemplateResult {
    const { form } = this;
    return html`<section aria-labelledby="title" @keydown=${this.#onKey}>
      <div class="head">
        <h2 id="title">${this.#isNew ? t('Create the group with offsets') : t('Reset offsets')}</h2>
        <span class="space"></span>
        ${action('close', t('Close the form'), () => this.ends.onClose())}
      </div>
      ${this.#hindrance()}
      <div class="choices">
        <label class="labelled"
          ><span class="name">${t('To')}</span>${select<TargetKind>({
            label: t('Where offsets are to be'),
            value: form.kind,
            choices: targetChoices(),
            onChange: (kind) => this.#change({ kind }),
          })}</label
        >
        ${this.#value()}
        <span class="labelled"
          ><span class="name">${t('Of')}</span
          ><group-scope
            .scope=${form.scope}
            .all=${this.#allText}
            .selected=${this.selected}
            .topics=${this.#topics}
            @scope=${(event: CustomEvent<ResetScope | null>) => this.#change({ scope: event.detail })}
          ></group-scope
        ></span>
        ${action('restart', t('Look again what would change'), () => this.#planSoon(0))}
      </div>
      ${this.#failure === '' ? nothing : html`<p class="error" role="alert">${this.#failure}</p>`}
      ${this.#preview()}
    </section>`;
  }

  /** Whether offsets were committed since the plan was made. As long as members commit some all the time, nobody can reset. */
  #isOutOfDate(): boolean {
    const { members, offsets } = this.snapshot;
    if (members.length > 0 || this.#plan === undefined) return false;
    const committed = new Map(offsets.map((each) => [keyOf(each), each.committed]));
    return this.#plan.some((change) => change.before !== committed.get(keyOf(change)));
  }

  get #isNew(): boolean {
    return this.snapshot.state === 'Dead';
  }

  get #allText(): string {
    if (this.form.kind === 'file') return t('All that the file has');
    if (this.form.kind === 'group') return t('All that the other group has');
    return t('All that the group has');
  }

  /** Why nothing can be reset, and what to do, before it is tried. */
  #hindrance(): TemplateResult | typeof nothing {
    const { members } = this.snapshot;
    if (this.readOnly) {
      return html`<p class="notice" role="status">
        ${icon('warning')}${t('The cluster is read-only: the form shows what would change. Edit the connection to allow changes.')}
      </p>`;
    }
    if (members.length === 0) return nothing;
    const names = [...new Set(members.map((each) => `${nameOf(each)} (${each.host})`))];
    return html`<p class="notice" role="status">
      ${icon('warning')}<span
        >${plural(members.length, 'The group has a member: {1}.', 'The group has {0} members: {1}.').replace('{1}', names.join(', '))}
        ${t('Offsets can be set while there are none. Stop these consumers; the form goes on as soon as they have left, at the latest after their session times out.')}</span
      >
    </p>`;
  }

  #value(): TemplateResult | typeof nothing {
    const { kind, values } = this.form;
    const typed = typedTarget(this.form, Date.now());
    const problem = typed !== null && 'problem' in typed ? typed.problem : undefined;
    const text = (label: string, placeholder: string, width: number) =>
      html`${field({
        label,
        placeholder,
        width,
        value: values[kind] ?? '',
        problem,
        onInput: (value) => this.#type(value),
      })}${problem === undefined ? nothing : html`<span class="error">${problem}</span>`}`;
    switch (kind) {
      case 'offset':
        return text(t('Offset to reset to'), '0', 12);
      case 'shift':
        return text(t('How many records to go on, or back if negative'), '-100', 12);
      case 'timestamp':
        return text(
          t('Time of the first record to read'),
          momentText(Date.now(), 'local').slice(0, 16),
          22,
        );
      case 'file':
        return html`${button(t('Choose File…'), {
          onClick: () => void this.#chooseFile(),
        })}<span class="quiet">${this.#fileName || (values.file ? t('chosen before') : t('topic,partition,offset in each line'))}</span>`;
      case 'group':
        return this.#groups.length === 0
          ? html`<span class="quiet">${t('There is no other group.')}</span>`
          : select({
              label: t('Group to copy the offsets of'),
              value: values.group ?? '',
              choices: [
                ...(values.group ? [] : [{ value: '', text: t('Choose a group') }]),
                ...this.#groups.map((group) => ({ value: group, text: group })),
              ],
              onChange: (group) => this.#type(group),
            });
      default:
        return nothing;
    }
  }

  #preview(): TemplateResult | typeof nothing {
    const plan = this.#plan;
    if (plan === undefined) return nothing;
    if (plan.length === 0) {
      return html`<p class="quiet">
        ${
          this.form.scope === null
            ? t('The group has committed nothing yet. Choose the topics that it is to read.')
            : t('Choose the topics whose offsets are to be set.')
        }
      </p>`;
    }
    const chosen = this.#chosen;
    const { changing, lagBefore, lagAfter } = summaryOf(chosen);
    return html`
      <p role="status">
        ${plural(changing, '{0} offset changes', '{0} offsets change')}<span class="quiet"
          >, ${t('lag {0} → {1}', formatNumber(lagBefore), formatNumber(lagAfter))}. ${t('Nothing has been changed yet.')}</span
        >
      </p>
      ${planTable(plan, {
        left: this.#left,
        onLeave: (keys, isLeft) => this.#leave(keys, isLeft),
        most: this.#most,
        onAll: () => {
          this.#most = Number.POSITIVE_INFINITY;
          this.requestUpdate();
        },
      })}
      ${
        this.#failures.length === 0
          ? nothing
          : html`<ul class="error" role="alert">
              ${this.#failures.map(({ what, message }) => html`<li>${what}: ${message}</li>`)}
            </ul>`
      }
      <div class="buttons">
        ${button(this.#doText(chosen.length), {
          kind: 'primary',
          disabled: !this.#canReset,
          onClick: () => void this.#reset(),
        })}
        ${button(t('Export Plan…'), {
          disabled: chosen.length === 0,
          onClick: () => void this.#export(),
        })}
        ${button(t('Cancel'), { onClick: () => this.ends.onClose() })}
      </div>
    `;
  }

  #doText(count: number): string {
    return this.#isNew
      ? plural(count, 'Create Group with {0} Offset', 'Create Group with {0} Offsets')
      : plural(count, 'Reset {0} Offset', 'Reset {0} Offsets');
  }

  get #chosen(): PlannedChange[] {
    return (this.#plan ?? []).filter(
      (change) => change.after !== undefined && !this.#left.has(keyOf(change)),
    );
  }

  get #canReset(): boolean {
    const isHindered = this.readOnly || this.snapshot.members.length > 0;
    return !isHindered && !this.#isBusy && this.#chosen.length > 0;
  }

  async #load(): Promise<void> {
    try {
      [this.#topics, this.#groups] = await Promise.all([this.ends.topics(), this.ends.groups()]);
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.requestUpdate();
  }

  #type(value: string): void {
    const { kind, values } = this.form;
    this.#change({ values: { ...values, [kind]: value } });
  }

  #change(change: Partial<KeptForm>): void {
    this.form = { ...this.form, ...change };
    this.#meant = this.form;
    this.#left = new Set();
    this.#most = FIRST_ROWS;
    this.ends.onForm(this.form);
    this.#planSoon(change.values === undefined ? 0 : PAUSE);
  }

  /** What was planned is not to be done any more once something else is meant. */
  #planSoon(delay: number): void {
    window.clearTimeout(this.#timer);
    this.#asked++;
    this.#isBusy = true;
    this.#timer = window.setTimeout(() => void this.#makePlan(), delay);
    this.requestUpdate();
  }

  async #makePlan(): Promise<void> {
    const asked = ++this.#asked;
    const typed = typedTarget(this.form, Date.now());
    const { scope } = this.form;
    let plan: readonly PlannedChange[] | undefined;
    let failure = '';
    if (typed !== null && 'target' in typed) {
      try {
        const { target } = typed;
        plan = await this.ends.plan({ target, ...(scope !== null && { scope }) });
      } catch (error) {
        failure = sentence(error);
      }
    }
    if (asked !== this.#asked) return;
    this.#plan = plan;
    this.#failure = failure;
    this.#failures = [];
    this.#isBusy = false;
    this.requestUpdate();
  }

  #leave(keys: readonly string[], isLeft: boolean): void {
    const left = new Set(this.#left);
    for (const key of keys) {
      if (isLeft) left.add(key);
      else left.delete(key);
    }
    this.#left = left;
    this.requestUpdate();
  }

  async #chooseFile(): Promise<void> {
    try {
      const file = await this.ends.chooseFile();
      if (file === null) return;
      this.#fileName = file.name;
      this.#type(file.text);
    } catch (error) {
      this.#failure = sentence(error);
      this.requestUpdate();
    }
  }

  async #export(): Promise<void> {
    try {
      const offsets = this.#chosen.map(({ topic, partition, after = 0 }) => ({
        ...{ topic, partition, offset: after },
      }));
      const name = await this.ends.exportPlan(offsets);
      if (name !== null) this.ends.say(t('The plan is in {0}', name));
    } catch (error) {
      this.#failure = sentence(error);
      this.requestUpdate();
    }
  }

  async #reset(): Promise<void> {
    if (!this.#canReset) return;
    const changes = this.#chosen;
    this.#isBusy = true;
    this.requestUpdate();
    try {
      const failures = await this.ends.reset(changes);
      if (failures !== null && failures.length === 0) {
        this.ends.say(plural(changes.length, '{0} offset was set', '{0} offsets were set'));
        this.ends.onClose();
      }
      this.#failures = failures ?? [];
      this.#failure = '';
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    this.ends.onClose();
  };
}
