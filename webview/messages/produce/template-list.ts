import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SavedTemplate, TemplateChange } from '../../contract/messages.ts';
import { button } from '../../ui/controls.ts';
import { pageStyle } from '../../ui/page-style.ts';
import { sentence, t } from '../../ui/text.ts';
import { controlStyle } from '../../ui/toolbar/control-style.ts';
import { action } from '../../ui/toolbar/controls.ts';
import type { Popover } from '../../ui/toolbar/popover.ts';

export interface TemplateListEnds {
  /** All of the workspace as they are then. @throws Error with one sentence */
  readonly change: (change: TemplateChange | null) => Promise<readonly SavedTemplate[]>;
  /** What is in the form, to be saved. */
  readonly draft: () => unknown;
  readonly onUse: (draft: unknown) => void;
}

/** A button with the templates that were saved, each to use, rename or delete, and a field to save what is in the form. */
export class TemplateList extends LitElement {
  static override readonly properties = { ends: { attribute: false } };
  static override readonly styles = [
    pageStyle,
    controlStyle,
    css`
      .list {
        display: grid;
        gap: 4px;
        min-width: 240px;
      }
      .row {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .row > :first-child {
        flex: 1;
        min-width: 0;
        justify-content: flex-start;
      }
      .row > .action > span:last-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      h3 {
        margin: 0;
        font-size: inherit;
        font-weight: 600;
      }
      p {
        margin: 0;
      }
      .hint {
        color: var(--vscode-descriptionForeground);
      }
      .problem {
        color: var(--vscode-errorForeground);
      }
    `,
  ];
  declare ends: TemplateListEnds;
  #templates: readonly SavedTemplate[] = [];
  /** The name of the one that is being renamed. */
  #renamed: string | undefined;
  #problem: string | undefined;

  protected override render(): TemplateResult {
    return html`<millrace-popover
      .text=${t('Templates')}
      .label=${t('Saved templates')}
      .isActive=${false}
      @click=${this.#onOpen}
      @closed=${this.#onClosed}
    >
      <div class="list">
        <h3>${t('Templates of this workspace')}</h3>
        ${this.#templates.map((template) =>
          template.name === this.#renamed ? this.#renaming(template) : this.#row(template),
        )}
        ${this.#templates.length === 0 ? html`<p class="hint">${t('None yet.')}</p>` : nothing}
        <div class="row">
          ${nameField(t('Name of the template to save'), '', 'save', (name) => this.#save(name))}
          <span
            >${button(t('Save'), {
              label: t('Save what is in the form as a template'),
              onClick: () => this.#save(this.#field('save')?.value ?? ''),
            })}</span
          >
        </div>
        ${this.#problem === undefined ? nothing : html`<p class="problem" role="alert">${this.#problem}</p>`}
      </div>
    </millrace-popover>`;
  }

  #row({ name, draft }: SavedTemplate): TemplateResult {
    return html`<div class="row">
      ${action('bookmark', t('Use the template {0}', name), () => this.#use(draft), { text: name })}
      ${action('edit', t('Rename the template {0}', name), () => this.#rename(name))}
      ${action('close', t('Delete the template {0}', name), () => this.#delete(name))}
    </div>`;
  }

  #renaming({ name }: SavedTemplate): TemplateResult {
    const done = async (to: string) => {
      const isDone = to === '' || (await this.#change({ kind: 'rename', name, to }));
      if (isDone) this.#stopRenaming();
    };
    return html`<div
      class="row"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        // It is the renaming that ends, not the list that closes.
        event.preventDefault();
        event.stopPropagation();
        this.#stopRenaming();
      }}
    >
      ${nameField(t('New name of the template {0}', name), name, 'rename', done)}
      ${action('check', t('Rename'), () => done(this.#field('rename')?.value.trim() ?? ''))}
    </div>`;
  }

  #use(draft: unknown): void {
    this.renderRoot.querySelector<Popover>('millrace-popover')?.close();
    this.ends.onUse(draft);
  }

  #save(name: string): void {
    const trimmed = name.trim();
    const field = this.#field('save');
    if (trimmed === '') return;
    void this.#change({ kind: 'save', name: trimmed, draft: this.ends.draft() }).then((isDone) => {
      if (isDone && field !== null) field.value = '';
    });
  }

  #rename(name: string): void {
    this.#renamed = name;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.#field('rename')?.focus();
      this.#field('rename')?.select();
    });
  }

  #stopRenaming(): void {
    this.#renamed = undefined;
    this.#problem = undefined;
    this.requestUpdate();
    this.#focusSave();
  }

  #delete(name: string): void {
    void this.#change({ kind: 'delete', name });
    // The button that had the focus goes.
    this.#focusSave();
  }

  #focusSave(): void {
    void this.updateComplete.then(() => this.#field('save')?.focus());
  }

  #field(name: 'save' | 'rename'): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`input[name='${name}']`);
  }

  /** Resolves to whether it was done. */
  async #change(change: TemplateChange | null): Promise<boolean> {
    try {
      this.#templates = await this.ends.change(change);
      this.#problem = undefined;
      return true;
    } catch (error) {
      this.#problem = sentence(error);
      return false;
    } finally {
      this.requestUpdate();
    }
  }

  /** Another panel may have saved some since. */
  readonly #onOpen = ({ target }: Event): void => {
    if ((target as Element).localName === 'millrace-popover') void this.#change(null);
  };

  readonly #onClosed = (): void => {
    this.#renamed = undefined;
    this.#problem = undefined;
    this.requestUpdate();
  };
}

/** Enter is the end of what is typed. */
function nameField(
  label: string,
  value: string,
  name: 'save' | 'rename',
  onEnter: (name: string) => unknown,
): TemplateResult {
  return html`<input
    type="text"
    name=${name}
    spellcheck="false"
    autocomplete="off"
    aria-label=${label}
    placeholder=${t('Name')}
    value=${value}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Enter') onEnter((event.currentTarget as HTMLInputElement).value.trim());
    }}
  />`;
}
