import { css } from 'lit';

/** Tables that a page has: of partitions, of members, of a plan. */
export const tableStyle = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin-bottom: 8px;
  }
  .scroller {
    /* What only screen readers see scrolls with it. */
    position: relative;
    overflow-x: auto;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    height: 24px;
    padding: 0 8px;
    text-align: start;
    white-space: nowrap;
  }
  thead th {
    height: 28px;
    font-weight: 600;
    background: var(--vscode-keybindingTable-headerBackground, transparent);
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  tbody th {
    font-weight: inherit;
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  tbody tr.chosen {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  tbody tr.chosen .quiet {
    color: inherit;
  }
  .end {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .check {
    width: 18px;
    padding-inline-end: 0;
  }
  .check input {
    display: block;
    margin: 0;
    accent-color: var(--vscode-focusBorder);
  }
  .sort {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    height: 24px;
    padding: 0 2px;
    margin: 0 -2px;
    font: inherit;
    color: inherit;
    background: none;
    border: none;
    border-radius: 3px;
    cursor: pointer;
  }
  .sort .icon {
    opacity: 0.8;
  }
  .warns {
    color: var(--vscode-editorWarning-foreground, var(--vscode-errorForeground));
    vertical-align: -3px;
  }
  .warns .icon {
    display: inline-flex;
  }
  .more {
    padding: 6px 8px;
  }
`;
