import { css } from 'lit';

export const formStyle = css`
  section {
    padding: 12px 16px 16px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 6px;
    background: var(--vscode-editorWidget-background, transparent);
  }
  .head,
  .choices,
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .choices {
    margin: 12px 0 4px;
  }
  .choices select {
    max-width: 16em;
  }
  .buttons {
    margin-top: 12px;
  }
  .scroller {
    max-height: 50vh;
    overflow: auto;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  }
  .new {
    font-weight: 600;
  }
  p {
    margin: 8px 0;
  }
  .notice {
    display: flex;
    gap: 8px;
    padding: 8px 12px;
    color: var(--vscode-inputValidation-warningForeground, inherit);
    background: var(--vscode-inputValidation-warningBackground, transparent);
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-editorWarning-foreground));
    border-radius: 4px;
  }
  .notice .icon {
    color: var(--vscode-editorWarning-foreground, inherit);
  }
  ul {
    margin: 8px 0;
    padding-inline-start: 20px;
  }
`;
