import { css } from 'lit';

export const jobStyle = css`
  .bar {
    position: sticky;
    top: 0;
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 12px 24px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .title {
    flex: 1;
    min-width: 12em;
  }
  h1 {
    overflow-wrap: anywhere;
  }
  p {
    margin: 2px 0 0;
  }
  .dot {
    display: inline-block;
    margin-right: 6px;
  }
  .running {
    border-color: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }
  .failed {
    border-radius: 1px;
    border-color: var(--vscode-errorForeground);
    background: var(--vscode-errorForeground);
  }
  main {
    padding: 8px 24px 32px;
    max-width: 1200px;
  }
`;
