import { css } from 'lit';

export const tableStyle = css`
  .rows {
    max-height: 338px;
    overflow: auto;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    width: fit-content;
    max-width: 100%;
    box-sizing: border-box;
    overscroll-behavior: contain;
  }
  table {
    border-collapse: separate;
    border-spacing: 0;
    table-layout: fixed;
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size, inherit);
  }
  th,
  td {
    box-sizing: border-box;
    height: 24px;
    padding: 0 10px;
    text-align: start;
    white-space: pre;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  th {
    position: sticky;
    top: 0;
    z-index: 1;
    padding: 0;
    white-space: nowrap;
    font-family: var(--vscode-font-family);
    font-weight: 600;
    background: color-mix(
      in srgb,
      var(--vscode-foreground) 6%,
      var(--vscode-notebook-outputContainerBackgroundColor, var(--vscode-editor-background))
    );
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  th button {
    display: flex;
    width: 100%;
    height: 100%;
    padding: 0 10px;
    border: none;
    border-radius: 0;
    align-items: center;
    gap: 4px;
    font-weight: inherit;
  }
  th .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  th .arrow {
    width: 0.8em;
    flex: none;
    opacity: 0.8;
  }
  .end {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  th.end button {
    flex-direction: row-reverse;
  }
  tbody tr:hover {
    color: var(--vscode-list-hoverForeground);
    background: var(--vscode-list-hoverBackground);
  }
  tbody tr[aria-selected='true'] {
    color: var(--vscode-list-inactiveSelectionForeground);
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .rows:focus tbody tr[aria-selected='true'] {
    color: var(--vscode-list-activeSelectionForeground);
    background: var(--vscode-list-activeSelectionBackground);
  }
  .rows:focus tbody tr.active {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .empty {
    padding: 8px 10px;
  }
  .null {
    opacity: 0.55;
    font-style: italic;
  }
  .gap td {
    padding: 0;
    border: none;
  }
`;
