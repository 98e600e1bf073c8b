import { css } from 'lit';

export const dashboardStyle = css`
  :host {
    container-type: inline-size;
  }
  .header {
    margin: 0 0 8px;
    line-height: 1.5;
  }
  .metric {
    display: grid;
    grid-template-columns: 168px minmax(0, 1fr) 132px;
    gap: 0 16px;
    align-items: start;
    padding: 10px 0 4px;
    border-top: 1px solid
      var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 12%, transparent));
  }
  .streams {
    margin-left: 8px;
    padding-left: 12px;
    border-left: 2px solid
      var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 12%, transparent));
  }
  .streams .metric {
    grid-template-columns: 146px minmax(0, 1fr) 132px;
  }
  h4 {
    margin: 0 0 4px;
    font-size: 1em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .bar h4 {
    margin: 0;
  }
  .facts dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 1px 10px;
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .facts dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
  }
  .more {
    margin: 4px 0 0 -6px;
    color: var(--vscode-textLink-foreground);
  }
  .histogram {
    width: 100%;
    overflow: visible;
  }
  .histogram .axis {
    stroke: var(--vscode-descriptionForeground);
    opacity: 0.5;
    vector-effect: non-scaling-stroke;
  }
  .histogram .hit {
    fill: transparent;
  }
  .histogram .part {
    opacity: 0.75;
    pointer-events: none;
  }
  @container (max-width: 620px) {
    .metric,
    .streams .metric {
      grid-template-columns: minmax(0, 1fr);
    }
    .facts dl {
      display: flex;
      flex-wrap: wrap;
    }
    .histogram {
      display: none;
    }
  }
  .batches-bar {
    margin-top: 12px;
  }
  .batches {
    overflow-x: auto;
    max-height: 380px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .batches table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }
  .batches th,
  .batches td {
    padding: 2px 12px 2px 0;
    text-align: start;
    font-weight: normal;
    white-space: nowrap;
    height: 22px;
  }
  .batches thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    font-weight: 600;
    background: var(--vscode-notebook-outputContainerBackgroundColor, var(--vscode-editor-background));
    background-image: linear-gradient(
      var(--vscode-editor-background),
      var(--vscode-editor-background)
    );
    border-bottom: 1px solid
      var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 20%, transparent));
  }
  .batches thead th:first-child {
    padding-left: 22px;
  }
  .batches .end {
    text-align: end;
  }
  .batches td.status {
    padding-left: 12px;
    width: 45%;
    max-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .batches thead th:last-child {
    padding-left: 12px;
  }
  .batches tbody tr:not(.details):hover {
    background: var(--vscode-list-hoverBackground);
  }
  .dot {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-right: 6px;
    box-sizing: border-box;
    border-radius: 50%;
    border: 1.5px solid var(--vscode-descriptionForeground);
  }
  .running .dot {
    border-color: var(--vscode-charts-blue);
    background: var(--vscode-charts-blue);
  }
  .completed .dot {
    border-color: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }
  .failed .dot {
    border-radius: 1px;
    border-color: var(--vscode-errorForeground);
    background: var(--vscode-errorForeground);
  }
  .failed .status {
    color: var(--vscode-errorForeground);
  }
  .why {
    margin-left: 8px;
    color: var(--vscode-foreground);
  }
  .twistie {
    display: inline-block;
    width: 5px;
    height: 5px;
    margin: 0 7px 2px 2px;
    border: solid currentColor;
    border-width: 0 1px 1px 0;
    transform: rotate(-45deg);
  }
  [aria-expanded='true'] > .twistie {
    transform: rotate(45deg);
  }
  .details td {
    white-space: normal;
    padding: 4px 12px 10px 22px;
  }
  .details dl {
    display: grid;
    grid-template-columns: fit-content(20em) 1fr;
    gap: 2px 16px;
    margin: 0;
  }
  .details dt {
    color: var(--vscode-descriptionForeground);
    overflow-wrap: anywhere;
  }
  pre {
    margin: 2px 0 8px;
    max-height: 200px;
    overflow: auto;
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size, inherit);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .failure pre {
    padding: 6px 10px;
    border-left: 2px solid var(--vscode-errorForeground);
    background: var(--vscode-textCodeBlock-background);
  }
  .receivers {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
`;
