import { css } from 'lit';

/*
 * Small controls as VS Code's toolbars have them. They are the browser's own, in VS Code's colours: lists of choices and fields
 * stand close together here, where the toolkit's are made for forms.
 */
export const controlStyle = css`
  [hidden] {
    display: none !important;
  }
  button,
  input,
  select {
    font: inherit;
    box-sizing: border-box;
  }
  .action,
  .field-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-width: 22px;
    height: 22px;
    padding: 0 3px;
    color: var(--vscode-icon-foreground, inherit);
    background: none;
    border: 1px solid transparent;
    border-radius: 5px;
    cursor: pointer;
    white-space: nowrap;
  }
  .action.with-text {
    padding: 0 6px;
    color: var(--vscode-foreground);
  }
  .action:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  .action:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .action[aria-pressed='true'],
  .action.on {
    color: var(--vscode-inputOption-activeForeground);
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  .field-button,
  select,
  input:not([type='checkbox']) {
    height: 24px;
    padding: 0 6px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
  }
  select,
  .field-button {
    color: var(--vscode-dropdown-foreground, var(--vscode-input-foreground));
    background: var(--vscode-dropdown-background, var(--vscode-input-background));
    border-color: var(--vscode-dropdown-border, var(--vscode-input-border, transparent));
  }
  select {
    max-width: 8.5em;
    padding: 0 2px;
    cursor: pointer;
  }
  option {
    color: var(--vscode-dropdown-foreground, var(--vscode-input-foreground));
    background: var(--vscode-dropdown-listBackground, var(--vscode-input-background));
  }
  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  input.code {
    font-family: var(--vscode-editor-font-family);
  }
  button:focus-visible,
  input:focus-visible,
  select:focus-visible,
  [tabindex]:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  label.labelled,
  span.labelled {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  label.labelled > .name,
  span.labelled > .name {
    color: var(--vscode-descriptionForeground);
  }
  .icon {
    display: inline-flex;
    flex: none;
    width: 16px;
    height: 16px;
  }
  .space {
    flex: 1;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
