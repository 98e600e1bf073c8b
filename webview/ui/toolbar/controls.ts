import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type IconName, icon } from './icon.ts';

/** A button of a toolbar: an icon, with a text beside it if `text` is given. */
export function action(
  name: IconName,
  label: string,
  onClick: (event: MouseEvent) => unknown,
  {
    text,
    pressed,
    disabled = false,
    menu = false,
  }: {
    readonly text?: string;
    /** Of one that is on or off. */
    readonly pressed?: boolean;
    readonly disabled?: boolean;
    /** Whether a menu opens. */
    readonly menu?: boolean;
  } = {},
): TemplateResult {
  return html`<button
    class=${text === undefined ? 'action' : 'action with-text'}
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed ?? nothing}
    aria-haspopup=${menu ? 'menu' : nothing}
    ?disabled=${disabled}
    @click=${onClick}
  >
    ${icon(name)}${text === undefined ? nothing : html`<span>${text}</span>`}
  </button>`;
}

/** What a list of choices offers; with `group` under a heading. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
  readonly group?: string;
}

/** A list to choose from. */
export function select<T extends string>({
  label,
  value,
  choices,
  disabled = false,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly disabled?: boolean;
  readonly onChange: (value: T) => void;
}): TemplateResult {
  const groups = [...new Set(choices.map(({ group }) => group))];
  const option = (choice: Choice<T>) =>
    html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.text}</option>`;
  return html`<select
    aria-label=${label}
    title=${label}
    ?disabled=${disabled}
    .value=${live(value)}
    @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value as T)}
  >
    ${groups.map((group) => {
      const own = choices.filter((choice) => choice.group === group).map(option);
      return group === undefined ? own : html`<optgroup label=${group}>${own}</optgroup>`;
    })}
  </select>`;
}

/** A field for a line of text. `onCommit` is called when the user is done with it: Enter, or another place. */
export function field({
  label,
  value,
  placeholder,
  problem,
  width,
  isCode = false,
  onInput,
  onCommit,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** What is wrong with the value. */
  readonly problem?: string | undefined;
  /** Characters. */
  readonly width?: number;
  readonly isCode?: boolean;
  readonly onInput?: (value: string) => void;
  readonly onCommit?: (value: string) => void;
}): TemplateResult {
  return html`<input
    type="text"
    class=${isCode ? 'code' : ''}
    spellcheck="false"
    autocomplete="off"
    aria-label=${problem === undefined ? label : `${label}. ${problem}`}
    title=${problem ?? label}
    aria-invalid=${problem === undefined ? nothing : 'true'}
    placeholder=${placeholder ?? nothing}
    size=${width ?? nothing}
    .value=${live(value)}
    @input=${(event: Event) => onInput?.((event.target as HTMLInputElement).value)}
    @change=${(event: Event) => onCommit?.((event.target as HTMLInputElement).value)}
  />`;
}
