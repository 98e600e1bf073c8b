import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Diagnosis } from '../../server/contract/kafka-client/diagnosis.ts';
import type {
  ConnectionFields,
  ConnectionForm,
  ConnectionRequests,
  KeptConnection,
  SecretField,
} from '../contract/connection.ts';
import { button, checkbox, dropdown, textField } from '../ui/controls.ts';
import { ExtensionHost } from '../ui/extension-host.ts';
import { pageStyle } from '../ui/page-style.ts';
import { t } from '../ui/text.ts';
import { complaintsAbout } from './complaints.ts';
import { connectionStyle } from './connection-style.ts';
import { diagnosisList } from './diagnosis-list.ts';
import { keptOf } from './kept-fields.ts';

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const;

type TextName = {
  [N in keyof ConnectionFields]: string extends ConnectionFields[N] ? N : never;
}[keyof ConnectionFields];

/** The whole form: what is typed, what is wrong with it, and how far a test of it came. */
export class ConnectionFormElement extends LitElement {
  static override readonly styles = [pageStyle, connectionStyle];

  readonly #host = new ExtensionHost<ConnectionRequests, never, KeptConnection>(() => {});
  #form: ConnectionForm | undefined;
  #fields: ConnectionFields | undefined;
  /** Fields are not scolded before they were left, or all of them are wanted. */
  readonly #left = new Set<keyof ConnectionFields>();
  #isWanted = false;
  #busy: 'testing' | 'saving' | undefined;
  #diagnosis: Diagnosis | undefined;
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
    const fields = this.#fields;
    if (fields === undefined) return html`<p class="error" role="alert">${this.#failure}</p>`;
    const isSecure = fields.protocol.endsWith('SSL');
    const isSasl = fields.protocol.startsWith('SASL');
    return html`
      <main>
        <form @submit=${(event: Event) => event.preventDefault()}>
          <h1>${this.#form?.id === undefined ? t('New connection') : t('Connection')}</h1>
          <p class="quiet">
            ${t('A Kafka cluster that is there already: of your team, of a cloud, or one that you run yourself.')}
          </p>
          ${this.#text('name', t('Name'), { placeholder: t('Staging') })}
          ${this.#text('bootstrap', t('Bootstrap servers'), {
            placeholder: 'broker-1:9092,broker-2:9092',
            about: t('One that answers is enough; it names the others.'),
          })}
          ${this.#choice('protocol', t('Security protocol'), protocols)}
          ${isSasl ? this.#sasl(fields) : nothing} ${isSecure ? this.#tls() : nothing}
          <h2>${t('Schema registry')}</h2>
          ${this.#text('registryUrl', t('Address'), { placeholder: 'https://registry:8081' })}
          ${
            fields.registryUrl === ''
              ? nothing
              : html`${this.#text('registryUser', t('User'))} ${this.#secret('registryPassword', t('Password'))}`
          }
          <h2>${t('In Millrace')}</h2>
          <div class="row">
            ${checkbox(t('Read-only: nothing can be changed there, and no record sent'), {
              checked: fields.readOnly,
              onChange: (readOnly) => this.#set({ readOnly }),
            })}
          </div>
          ${this.#choice('mark', t('Colour'), ['none', 'red', 'orange', 'yellow', 'green', 'blue', 'purple'], 'none', t('Panels and questions have it, too. Red stands for production, which questions then say.'))}
          <h2>${t('Further configuration')}</h2>
          <label class="row">
            <span class="quiet">${t("Other keys of a client's configuration, one a line: key=value.")}</span>
            <textarea
              rows="3"
              spellcheck="false"
              aria-label=${t('Further configuration')}
              .value=${fields.more}
              @input=${(event: Event) => this.#set({ more: (event.target as HTMLTextAreaElement).value })}
            ></textarea>
          </label>
          <div class="buttons">
            ${button(t('Save'), {
              kind: 'primary',
              disabled: this.#busy !== undefined,
              onClick: () => void this.#save(),
            })}
            ${button(t('Test'), {
              label: t('Test the connection'),
              disabled: this.#busy !== undefined,
              onClick: () => void this.#test(),
            })}
            ${button(t('Import…'), {
              label: t('Import a .properties file'),
              disabled: this.#busy !== undefined,
              onClick: () => void this.#import(),
            })}
          </div>
          <p class="status" role="status">${this.#status}</p>
          ${this.#failure === '' ? nothing : html`<p class="error" role="alert">${this.#failure}</p>`}
          ${this.#diagnosis === undefined ? nothing : diagnosisList(this.#diagnosis)}
        </form>
      </main>
    `;
  }

  get #status(): string {
    if (this.#busy === 'testing') return t('Connecting…');
    return this.#busy === 'saving' ? t('Saving…') : '';
  }

  #sasl({ mechanism, tokenEndpoint }: ConnectionFields): TemplateResult {
    return html`
      <h2>${t('Credentials')}</h2>
      ${this.#choice('mechanism', t('SASL mechanism'), mechanisms)}
      ${
        mechanism === 'OAUTHBEARER'
          ? this.#bearer(tokenEndpoint.trim() !== '')
          : html`${this.#text('user', t('User'))} ${this.#secret('password', t('Password'))}`
      }
    `;
  }

  /** `fetches`: tokens come from an endpoint. */
  #bearer(fetches: boolean): TemplateResult {
    return html`
      ${this.#text('tokenEndpoint', t('Token endpoint'), {
        placeholder: 'https://identity.example.com/oauth2/token',
        about: t('Gives tokens for a client id and its secret. Without one, paste a token.'),
      })}
      ${
        fetches
          ? html`
              ${this.#text('clientId', t('Client id'))} ${this.#secret('clientSecret', t('Client secret'))}
              ${this.#text('scope', t('Scope'), { about: t('If the endpoint wants to be asked for one.') })}
            `
          : this.#secret('token', t('Token'))
      }
    `;
  }

  #tls(): TemplateResult {
    return html`
      <h2>TLS</h2>
      ${this.#file('authorityFile', t('Authorities to trust (PEM)'), t('Those of the system if there is none.'))}
      ${this.#file('certificateFile', t('Certificate of this client (PEM)'), t('For brokers that ask who connects.'))}
      ${this.#file('keyFile', t('Private key of this client (PEM)'))}
      ${this.#fields?.keyFile === '' ? nothing : this.#secret('keyPassword', t('Password of the key'))}
      <div class="row">
        ${checkbox(t('Check that the certificate is for the host name'), {
          checked: this.#fields?.checkHostName ?? true,
          onChange: (checkHostName) => this.#set({ checkHostName }),
        })}
      </div>
    `;
  }

  #text(
    name: TextName,
    label: string,
    { placeholder, about }: { readonly placeholder?: string; readonly about?: string } = {},
  ): TemplateResult {
    return this.#row(name, label, about, (complaint) =>
      textField({
        label: complaint === undefined ? label : `${label}. ${complaint}`,
        value: this.#fields?.[name] ?? '',
        ...(placeholder === undefined ? {} : { placeholder }),
        invalid: complaint !== undefined,
        onInput: (value) => this.#set({ [name]: value }),
      }),
    );
  }

  #secret(name: SecretField, label: string): TemplateResult {
    const isKept = this.#form?.kept.includes(name) === true;
    return this.#row(name, label, undefined, (complaint) =>
      textField({
        label: complaint === undefined ? label : `${label}. ${complaint}`,
        type: 'password',
        value: this.#fields?.[name] ?? '',
        ...(isKept ? { placeholder: t('as before') } : {}),
        invalid: complaint !== undefined,
        onInput: (value) => this.#set({ [name]: value }),
      }),
    );
  }

  #file(
    name: ConnectionRequests['chooseFile']['argument'],
    label: string,
    about?: string,
  ): TemplateResult {
    return this.#row(
      name,
      label,
      about,
      (complaint) => html`
        ${textField({
          label: complaint === undefined ? label : `${label}. ${complaint}`,
          value: this.#fields?.[name] ?? '',
          invalid: complaint !== undefined,
          onInput: (value) => this.#set({ [name]: value }),
        })}
        ${button(t('Choose…'), {
          label: t('Choose a file: {0}', label),
          onClick: () => void this.#choose(name),
        })}
      `,
    );
  }

  /** `absent` is shown where the field is empty. */
  #choice<N extends 'protocol' | 'mechanism' | 'mark'>(
    name: N,
    label: string,
    choices: readonly string[],
    absent = '',
    about?: string,
  ): TemplateResult {
    return this.#row(name, label, about, () =>
      dropdown({
        label,
        value: this.#fields?.[name] || absent,
        choices,
        onChange: (value) => this.#set({ [name]: value === absent ? '' : value }),
      }),
    );
  }

  #row(
    name: keyof ConnectionFields,
    label: string,
    about: string | undefined,
    control: (complaint: string | undefined) => TemplateResult,
  ): TemplateResult {
    const complaint = this.#complaint(name);
    return html`
      <div class="row" data-field=${name} @focusout=${() => this.#leave(name)}>
        <span class="label" aria-hidden="true">${label}</span>
        <div class="control">${control(complaint)}</div>
        ${
          complaint === undefined
            ? html`<span class="quiet">${about ?? nothing}</span>`
            : html`<span class="error" role="alert">${complaint}</span>`
        }
      </div>
    `;
  }

  #complaint(name: keyof ConnectionFields): string | undefined {
    if (this.#fields === undefined || !(this.#isWanted || this.#left.has(name))) return undefined;
    return complaintsAbout(this.#fields, this.#form?.kept)[name];
  }

  #leave(name: keyof ConnectionFields): void {
    if (this.#fields?.[name] === '') return;
    this.#left.add(name);
    this.requestUpdate();
  }

  #set(change: Partial<ConnectionFields>): void {
    if (this.#fields === undefined) return;
    this.#fields = { ...this.#fields, ...change };
    this.#diagnosis = undefined;
    this.#failure = '';
    this.#keep(this.#fields);
    this.requestUpdate();
  }

  #keep(fields: ConnectionFields): void {
    const shown = this.#form?.fields.more ?? '';
    this.#host.keep({ id: this.#form?.id, fields: keptOf(fields, shown) });
  }

  async #load(): Promise<void> {
    await this.#try(async () => {
      this.#form = await this.#host.ask('load', null);
      this.#fields = this.#host.state?.fields ?? this.#form.fields;
      this.#keep(this.#fields);
    });
  }

  async #choose(name: ConnectionRequests['chooseFile']['argument']): Promise<void> {
    await this.#try(async () => {
      const path = await this.#host.ask('chooseFile', name);
      if (path !== null) this.#set({ [name]: path });
    });
  }

  async #import(): Promise<void> {
    const fields = this.#fields;
    if (fields === undefined) return;
    await this.#try(async () => {
      const imported = await this.#host.ask('importProperties', fields);
      if (imported === null) return;
      this.#form = { id: this.#form?.id, ...imported };
      this.#set(imported.fields);
    });
  }

  async #test(): Promise<void> {
    const fields = this.#complete();
    if (fields === undefined) return;
    this.#busy = 'testing';
    this.#diagnosis = undefined;
    await this.#try(async () => {
      this.#diagnosis = await this.#host.ask('test', fields);
    });
    await this.updateComplete;
    this.renderRoot.querySelector('section')?.scrollIntoView({ block: 'nearest' });
  }

  async #save(): Promise<void> {
    const fields = this.#complete();
    if (fields === undefined) return;
    this.#busy = 'saving';
    await this.#try(() => this.#host.ask('save', fields));
  }

  /** The fields, if nothing is wrong with them; else what is wrong is shown, and the first such field has the focus. */
  #complete(): ConnectionFields | undefined {
    if (this.#busy !== undefined || this.#fields === undefined) return undefined;
    const [wrong] = Object.keys(complaintsAbout(this.#fields, this.#form?.kept));
    if (wrong === undefined) return this.#fields;
    this.#isWanted = true;
    this.requestUpdate();
    this.renderRoot.querySelector<HTMLElement>(`[data-field=${wrong}] vscode-text-field`)?.focus();
    return undefined;
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.#failure = '';
    this.requestUpdate();
    try {
      await work();
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#busy = undefined;
    this.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#save();
  };
}
