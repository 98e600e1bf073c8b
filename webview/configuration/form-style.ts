import { css } from 'lit';

/** The form looks as VS Code's settings editor does. */
export const formStyle = css`
  .bar {
    position: sticky;
    top: var(--cluster-band-height, 0px);
    z-index: 1;
    padding: 16px 24px 12px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .title h1 {
    flex: 1;
    min-width: 12em;
    overflow-wrap: anywhere;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-top: 12px;
  }
  .tools .text-field {
    flex: 1;
    min-width: 14em;
    max-width: 32em;
  }
  .status {
    margin: 8px 0 0;
    overflow-wrap: anywhere;
  }
  .status:empty {
    display: none;
  }
  main {
    padding: 4px 24px 32px;
    max-width: 960px;
  }
  section > h2 {
    margin: 24px 0 4px;
    padding-left: 14px;
  }
  .key {
    border-left: 2px solid transparent;
    padding: 10px 0 12px 12px;
  }
  .key:hover,
  .key:focus-within {
    background: var(--vscode-settings-rowHoverBackground);
  }
  .key.set {
    border-left-color: var(--vscode-settings-modifiedItemIndicator);
  }
  .key.unsaved {
    border-left: 2px dashed var(--vscode-settings-modifiedItemIndicator);
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 10px;
  }
  .heading h3 {
    overflow-wrap: anywhere;
  }
  .mark {
    font-style: italic;
  }
  .documentation {
    margin: 4px 0 8px;
    max-width: 72ch;
  }
  .control {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    min-height: 26px;
  }
  .control .text-field,
  .control .dropdown {
    width: min(26em, 100%);
  }
  .control .checkbox {
    margin: 0;
  }
  .complaint {
    margin: 4px 0 0;
  }
  ol {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
    font-size: 0.95em;
  }
  li + li::before {
    content: '– overrides ';
    white-space: pre;
  }
  code {
    font-family: var(--vscode-editor-font-family);
    color: var(--vscode-foreground);
    background: none;
    overflow-wrap: anywhere;
  }
  li:not(:first-child) code {
    color: inherit;
  }
`;
