import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type {
  ConfigChange,
  ConfigKey,
  Configuration,
} from '../../server/contract/configuration.ts';
import type {
  ConfigurationEvent,
  ConfigurationRequests,
  KeptConfiguration,
} from '../contract/configuration.ts';
import { button, checkbox, textField } from '../ui/controls.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { formatNumber, t } from '../ui/text.ts';
import { complaintOf, Edits, isSetHere } from './edits.ts';
import { formStyle } from './form-style.ts';
import { grouped, matches } from './key-groups.ts';
import { keyRow } from './key-row.ts';

/** The broker is asked about a value when nothing was typed for so long, in milliseconds. */
const PAUSE = 250;

/** The whole form: what there is, what has been typed, and what the broker says to that. */
export class ConfigurationForm extends LitElement {
  static override readonly styles = [pageStyle, formStyle];

  readonly #host = new ExtensionHost<ConfigurationRequests, ConfigurationEvent, KeptConfiguration>(
    () => void this.#load(),
  );
  #configuration: Configuration | undefined;
  #edits = new Edits('topic');
  /** What is wrong with a value that was typed, by key. */
  readonly #complaints = new Map<string, string>();
  readonly #timers = new Map<string, number>();
  #filter = this.#host.state?.filter ?? '';
  #setOnly = this.#host.state?.setOnly ?? false;
  #saving = false;
  /** What was done last, or why it was not. */
  #said = '';
  #failure = '';

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKey);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onKey);
  }

  protected override render(): TemplateResult {
    return html`
      <header class="bar">
        <div class="title">
          <h1>${this.#title}</h1>
          ${button(t('Discard'), {
            label: t('Discard all changes'),
            disabled: this.#edits.size === 0 || this.#saving,
            onClick: () => this.#discard(),
          })}
          ${button(t('Save'), {
            kind: 'primary',
            label: t('Save all changes'),
            disabled: !this.#canSave,
            onClick: () => void this.#save(),
          })}
        </div>
        <div class="tools">
          ${textField({
            label: t('Filter keys by name and description'),
            placeholder: t('Filter by name and description'),
            value: this.#filter,
            onInput: (filter) => this.#show({ filter }),
          })}
          ${checkbox(this.#setOnlyText, {
            checked: this.#setOnly,
            onChange: (setOnly) => this.#show({ setOnly }),
          })}
        </div>
        <p class="status" role="status">${this.#status}</p>
        ${
          this.#failure === ''
            ? nothing
            : html`<p class="status error" role="alert">${this.#failure}</p>`
        }
      </header>
      <main aria-busy=${this.#configuration === undefined}>${this.#groups()}</main>
    `;
  }

  get #title(): string {
    const { subject } = this.#configuration ?? {};
    if (subject === undefined) return document.title;
    return subject.kind === 'topic'
      ? t('Configuration of topic {0}', subject.name)
      : t('Configuration of broker {0}', subject.name);
  }

  get #setOnlyText(): string {
    return this.#configuration?.subject.kind === 'broker'
      ? t('Only what is set on this broker')
      : t('Only what is set on this topic');
  }

  get #status(): string {
    const { size } = this.#edits;
    if (this.#saving) return t('Saving…');
    if (size === 0) return this.#said;
    if (this.#complaints.size > 0) return t('Some values cannot be saved.');
    return size === 1 ? t('1 unsaved change') : t('{0} unsaved changes', formatNumber(size));
  }

  get #canSave(): boolean {
    return this.#edits.size > 0 && this.#complaints.size === 0 && !this.#saving;
  }

  #groups(): TemplateResult | TemplateResult[] {
    const { keys, subject } = this.#configuration ?? {};
    if (keys === undefined || subject === undefined) return html``;
    const shown = keys.filter(
      (key) =>
        matches(key, this.#filter) &&
        (!this.#setOnly || isSetHere(key, subject.kind) || this.#edits.has(key.name)),
    );
    if (shown.length === 0) return html`<p class="quiet">${t('No key matches.')}</p>`;
    return grouped(shown).map(
      ({ title, keys: own }) => html`
        <section aria-label=${title}>
          <h2>${title}</h2>
          ${own.map((key) =>
            keyRow({
              key,
              subject,
              value: this.#edits.valueOf(key),
              isUnsaved: this.#edits.has(key.name),
              isReset: this.#edits.isReset(key.name),
              complaint: this.#complaints.get(key.name),
              onInput: (value) => this.#edit(key, value),
              onReset: () => this.#reset(key),
              onUndo: () => this.#undo(key),
            }),
          )}
        </section>
      `,
    );
  }

  async #load(): Promise<void> {
    try {
      this.#take(await this.#host.ask('load', null));
      this.#failure = '';
    } catch (error) {
      this.#failure = sentence(error);
    }
    this.requestUpdate();
  }

  #take(configuration: Configuration): void {
    const isFirst = this.#configuration === undefined;
    if (isFirst) this.#edits = new Edits(configuration.subject.kind, this.#host.state?.changes);
    this.#configuration = configuration;
    this.#edits.reconcile(configuration.keys);
    this.#changed();
    // What was wrong with them is not kept.
    if (isFirst)
      for (const key of configuration.keys) if (this.#edits.has(key.name)) this.#judge(key);
  }

  #edit(key: ConfigKey, value: string): void {
    this.#edits.set(key, value);
    this.#judge(key);
  }

  #reset(key: ConfigKey): void {
    this.#edits.reset(key);
    this.#judge(key);
  }

  #undo(key: ConfigKey): void {
    this.#edits.discard(key.name);
    this.#judge(key);
  }

  /** Says at once what the type forbids, and a moment later what the broker does. */
  #judge(key: ConfigKey): void {
    const { name } = key;
    window.clearTimeout(this.#timers.get(name));
    const change = this.#edits.changes.find((each) => each.name === name);
    const complaint =
      change?.value === null || change === undefined ? undefined : complaintOf(key, change.value);
    if (complaint === undefined) this.#complaints.delete(name);
    else this.#complaints.set(name, complaint);
    if (change !== undefined && complaint === undefined) {
      this.#timers.set(
        name,
        window.setTimeout(() => void this.#askAbout(change), PAUSE),
      );
    }
    this.#said = '';
    this.#failure = '';
    this.#changed();
  }

  async #askAbout(change: ConfigChange): Promise<void> {
    const complaint = await this.#host.ask('validate', [change]).catch(() => null);
    const now = this.#edits.changes.find(({ name }) => name === change.name);
    if (complaint === null || now?.value !== change.value) return;
    this.#complaints.set(change.name, complaint);
    this.requestUpdate();
  }

  async #save(): Promise<void> {
    if (!this.#canSave) return;
    const { changes } = this.#edits;
    this.#saving = true;
    this.#failure = '';
    this.requestUpdate();
    try {
      const configuration = await this.#host.ask('save', changes);
      for (const { name } of changes) this.#edits.discard(name);
      this.#said = t('Saved.');
      this.#take(configuration);
    } catch (error) {
      this.#failure = t('Nothing was saved. {0}', sentence(error));
    }
    this.#saving = false;
    this.requestUpdate();
  }

  #discard(): void {
    this.#edits.clear();
    this.#complaints.clear();
    this.#failure = '';
    this.#said = t('Discarded.');
    this.#changed();
  }

  #show({ filter = this.#filter, setOnly = this.#setOnly }): void {
    this.#filter = filter;
    this.#setOnly = setOnly;
    this.#changed();
  }

  /** Something is to be shown that should outlive the page, too. */
  #changed(): void {
    const { changes, size } = this.#edits;
    const { subject } = this.#configuration ?? {};
    this.#host.keep({ subject, changes, filter: this.#filter, setOnly: this.#setOnly });
    void this.#host.ask('unsaved', size);
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#save();
  };
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
