import {
  Checkbox,
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * Defines the elements that the templates of `controls.ts` are made of. This folder alone knows the toolkit, which is
 * archived upstream.
 */
export function defineControls(): void {
  for (const type of [Checkbox, TextField]) keepLabel(type);
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

/** The toolkit gives its elements labels such as "Text field" when they are connected, over those that they have. */
function keepLabel({ prototype }: { readonly prototype: HTMLElement & ConnectedElement }): void {
  const { connectedCallback } = prototype;
  prototype.connectedCallback = function (this: HTMLElement & ConnectedElement) {
    const label = this.getAttribute('aria-label');
    connectedCallback.call(this);
    if (label !== null) this.setAttribute('aria-label', label);
  };
}

interface ConnectedElement {
  connectedCallback(): void;
}
