import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';

/*
 * Controls as VS Code has them, as functions of what they show. `label` is what a screen reader says: rows have
 * headings of their own for the eye. Pages lay them out by the classes `text-field`, `dropdown` and `checkbox`.
 */

export function button(
  text: string,
  {
    kind = 'secondary',
    label = text,
    disabled = false,
    onClick,
  }: {
    readonly kind?: 'primary' | 'secondary';
    readonly label?: string;
    readonly disabled?: boolean;
    readonly onClick: () => void;
  },
): TemplateResult {
  return html`<vscode-button
    appearance=${kind}
    aria-label=${label}
    ?disabled=${disabled}
    @click=${onClick}
    >${text}</vscode-button
  >`;
}

export function textField({
  label,
  value,
  placeholder,
  invalid = false,
  disabled = false,
  type = 'text',
  onInput,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly type?: 'text' | 'password';
  readonly onInput: (value: string) => void;
}): TemplateResult {
  return html`<vscode-text-field
    class=${invalid ? 'text-field invalid' : 'text-field'}
    aria-label=${label}
    aria-invalid=${invalid ? 'true' : nothing}
    placeholder=${placeholder ?? nothing}
    type=${type}
    spellcheck="false"
    ?disabled=${disabled}
    .value=${live(value)}
    @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
  ></vscode-text-field>`;
}

export function dropdown({
  label,
  value,
  choices,
  disabled = false,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}): TemplateResult {
  return html`<vscode-dropdown
    class="dropdown"
    aria-label=${label}
    ?disabled=${disabled}
    .value=${live(value)}
    @change=${(event: Event) => {
      const now = (event.target as HTMLSelectElement).value;
      if (now !== value) onChange(now);
    }}
    >${repeat(
      choices,
      (choice) => choice,
      (choice) =>
        html`<vscode-option value=${choice} ?selected=${choice === value}>${choice}</vscode-option>`,
    )}</vscode-dropdown
  >`;
}

export function checkbox(
  text: string,
  {
    checked,
    label = text,
    disabled = false,
    onChange,
  }: {
    readonly checked: boolean;
    readonly label?: string;
    readonly disabled?: boolean;
    readonly onChange: (checked: boolean) => void;
  },
): TemplateResult {
  return html`<vscode-checkbox
    class="checkbox"
    aria-label=${label}
    ?disabled=${disabled}
    .checked=${live(checked)}
    @change=${(event: Event) => {
      const now = (event.target as HTMLInputElement).checked;
      // It also says that it has changed when it is told what it shows.
      if (now !== checked) onChange(now);
    }}
    >${text}</vscode-checkbox
  >`;
}
