import { css } from 'lit';

/*
 * Buttons and fields are the browser's own, in VS Code's colours: a notebook's outputs share their page with those of other
 * extensions, where elements named as the toolkit's may be something else.
 */
export const outputStyle = css`
  :host {
    contain: inline-size;
    padding: 4px 0;
  }
  [hidden] {
    display: none !important;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-height: 28px;
    margin-bottom: 4px;
  }
  .bar h3 {
    overflow-wrap: anywhere;
  }
  .space {
    flex: 1;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid transparent;
    border-radius: 4px;
    padding: 1px 6px;
    min-height: 22px;
    cursor: pointer;
  }
  .bar button:hover,
  .legend button:hover,
  button.plain:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  button:focus-visible,
  input:focus-visible,
  [tabindex]:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  button[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  input {
    font: inherit;
    width: 12em;
    box-sizing: border-box;
    height: 24px;
    padding: 2px 6px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, transparent);
    border-radius: 4px;
  }
  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
