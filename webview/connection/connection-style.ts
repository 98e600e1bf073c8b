import { css } from 'lit';

/** One column, as VS Code's own forms have. */
export const connectionStyle = css`
  form {
    max-width: 640px;
    padding: 16px 24px 32px;
  }
  h1 + .quiet {
    margin: 4px 0 16px;
  }
  h2 {
    margin: 24px 0 4px;
    font-size: 1.1em;
  }
  .row {
    display: block;
    margin: 12px 0 0;
  }
  .label {
    display: block;
    margin-bottom: 4px;
    font-weight: 600;
  }
  .control {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .control .text-field {
    flex: 1;
  }
  .control .dropdown {
    min-width: 16em;
  }
  .row > .quiet,
  .row > .error {
    display: block;
    margin-top: 4px;
  }
  .row > .quiet:empty {
    display: none;
  }
  textarea {
    box-sizing: border-box;
    width: 100%;
    margin-top: 4px;
    padding: 6px 8px;
    resize: vertical;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, transparent));
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size);
  }
  textarea:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .buttons {
    display: flex;
    gap: 8px;
    margin-top: 24px;
  }
  .status:empty {
    display: none;
  }
  .diagnosis {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  .diagnosis li {
    display: grid;
    grid-template-columns: 1.5em auto 1fr;
    gap: 0 8px;
    padding: 6px 0;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
  }
  .diagnosis .detail {
    grid-column: 2 / -1;
  }
  .diagnosis .step {
    font-weight: 600;
  }
  .ok .outcome {
    color: var(--vscode-charts-green);
  }
  .failed .outcome {
    color: var(--vscode-errorForeground);
  }
  .fine {
    padding-left: 8px;
    border-left: 2px solid var(--vscode-charts-green);
  }
  section > p {
    font-weight: 600;
  }
`;
