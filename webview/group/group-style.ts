import { css } from 'lit';

export const groupStyle = css`
  header {
    padding: 16px 24px 12px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  h1 {
    flex: 1;
    min-width: 8em;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin: 8px 0 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
    font-size: 0.9em;
  }
  dd {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    min-height: 22px;
    overflow-wrap: anywhere;
  }
  .lag dd {
    gap: 12px;
    font-size: 1.25em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .dot.Stable {
    border-color: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }
  .dot.moving {
    border-color: var(--vscode-charts-yellow);
    background: var(--vscode-charts-yellow);
  }
  .tag {
    padding: 0 6px;
    border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
    border-radius: 8px;
    font-size: 11px;
  }
  main {
    display: flex;
    flex-direction: column;
    gap: 20px;
    padding: 16px 24px 32px;
  }
  #members {
    margin-bottom: 8px;
  }
  .empty {
    padding: 24px 0;
    text-align: center;
  }
  .empty p {
    margin: 8px 0 16px;
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin: 0;
  }
`;
