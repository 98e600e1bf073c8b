import { css } from 'lit';

export const topicStyle = css`
  :host {
    background: var(--vscode-editor-background);
  }
  header.top {
    position: sticky;
    top: var(--cluster-band-height, 0px);
    z-index: 3;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    padding: 12px 20px 8px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  header.top .title {
    flex: 1 1 12em;
    min-width: 0;
  }
  header.top h1 {
    overflow-wrap: anywhere;
  }
  header.top p {
    margin: 0;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  main {
    display: grid;
    gap: 24px;
    max-width: 1200px;
    padding: 16px 20px 40px;
  }
  main > * {
    min-width: 0;
  }
  h2 {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 4px 12px;
    margin-bottom: 8px;
  }
  p {
    margin: 4px 0;
    max-width: 90ch;
  }
  .tiles {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 32px;
    margin: 0;
  }
  .tiles dt,
  .fact dt {
    color: var(--vscode-descriptionForeground);
  }
  .tiles dd {
    margin: 0;
    font-size: 1.5em;
    font-variant-numeric: tabular-nums;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    margin: 0 0 4px;
    padding: 0;
    list-style: none;
  }
  .legend li {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .swatch {
    width: 16px;
    border-top: 3px solid;
  }
  .scrolled {
    position: relative;
    overflow-x: auto;
  }
  .scrolled:focus-visible,
  .bars:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  table {
    border-collapse: collapse;
    min-width: min(100%, 560px);
  }
  .card table {
    min-width: 100%;
  }
  th,
  td {
    padding: 3px 12px 3px 0;
    text-align: start;
    font-weight: normal;
    white-space: nowrap;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  th.number,
  td.number {
    text-align: end;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
  }
  thead button {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    padding: 2px 0;
    color: inherit;
    background: none;
    border: none;
    cursor: pointer;
  }
  thead th[aria-sort] {
    color: var(--vscode-foreground);
  }
  tbody tr:hover > * {
    background: var(--vscode-list-hoverBackground);
  }
  .code {
    font-family: var(--vscode-editor-font-family);
    min-width: 9em;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .link {
    padding: 0;
    color: var(--vscode-textLink-foreground);
    background: none;
    border: none;
    cursor: pointer;
    text-align: start;
  }
  .link:hover {
    text-decoration: underline;
  }
  .replicas {
    display: inline-flex;
    gap: 4px;
  }
  .replica {
    padding: 0 6px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor));
    border-radius: 8px;
  }
  .replica.leader {
    font-weight: 600;
    border-color: currentColor;
  }
  /* Themes' colours for warnings and errors are for icons and borders: as text some have too little contrast. */
  .replica.outOfSync {
    border: 1px dashed var(--vscode-editorWarning-foreground, currentColor);
  }
  .replica.offline {
    border: 1px dashed var(--vscode-errorForeground, currentColor);
  }
  .warned .icon {
    color: var(--vscode-editorWarning-foreground, currentColor);
  }
  .failed .icon {
    color: var(--vscode-errorForeground, currentColor);
  }
  .warned .icon,
  .failed .icon {
    vertical-align: -3px;
    margin-inline-end: 4px;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
    gap: 16px;
    margin-top: 8px;
  }
  .card {
    min-width: 0;
    padding: 12px 14px;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 5px;
  }
  .card dl {
    margin: 6px 0 8px;
  }
  .fact {
    display: flex;
    justify-content: space-between;
    flex-wrap: wrap;
    gap: 0 12px;
    padding: 1px 0;
  }
  .fact dd {
    margin: 0;
    text-align: end;
  }
  .bars {
    display: grid;
    gap: 2px;
    max-width: 720px;
    max-height: 260px;
    overflow-y: auto;
  }
  .bars [role='listitem'] {
    display: grid;
    grid-template-columns: 5.5em minmax(2em, 1fr) minmax(7em, auto);
    align-items: center;
    gap: 8px;
  }
  .bars .name {
    text-align: end;
    white-space: nowrap;
    color: var(--vscode-descriptionForeground);
  }
  .bars .value {
    white-space: nowrap;
  }
  .fill {
    display: block;
    height: 12px;
    min-width: 1px;
    border-radius: 2px;
  }
  .series-0,
  .times path {
    background: var(--vscode-charts-blue, currentColor);
    fill: var(--vscode-charts-blue, currentColor);
  }
  .series-1 {
    background: var(--vscode-charts-green, currentColor);
  }
  .series-2 {
    background: var(--vscode-charts-purple, currentColor);
  }
  svg.times {
    display: block;
    width: 100%;
    height: 60px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .axis {
    display: flex;
    justify-content: space-between;
  }
  .progress {
    height: 2px;
    margin: 6px 0;
    max-width: 720px;
  }
  .progress .done {
    height: 100%;
    background: var(--vscode-progressBar-background);
  }
  .banner {
    padding: 8px 20px;
  }
`;
