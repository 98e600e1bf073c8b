import { css } from 'lit';

export const clusterStyle = css`
  .bar {
    position: sticky;
    top: var(--cluster-band-height, 0px);
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    padding: 12px 24px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .title {
    flex: 1;
    min-width: min(14em, 100%);
  }
  h1,
  .title p {
    overflow-wrap: anywhere;
  }
  p {
    margin: 2px 0 0;
  }
  main {
    padding: 8px 24px 32px;
    max-width: 1400px;
  }
  section {
    margin-top: 20px;
  }
  h2 {
    margin-bottom: 6px;
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin-bottom: 6px;
  }
  .heading h2 {
    margin: 0;
  }
  .heading select {
    max-width: none;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(132px, 1fr));
    gap: 8px;
    margin: 0;
  }
  .fact {
    padding: 6px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
  }
  .fact dt {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }
  .fact dd {
    display: flex;
    align-items: center;
    gap: 4px;
    margin: 0;
    font-size: 1.15em;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .fact.trouble {
    border-color: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
  }
  .trouble .icon {
    color: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
  }
  .worst .icon {
    color: var(--vscode-errorForeground);
  }
  span.trouble {
    display: inline-flex;
    vertical-align: middle;
    align-items: center;
    gap: 4px;
  }
  .fine {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .fine .icon {
    color: var(--vscode-charts-green);
  }
  .about {
    max-width: 80em;
    font-size: 0.92em;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
    gap: 8px 24px;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 16px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.92em;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: 16em;
  }
  .legend .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .swatch {
    flex: none;
    width: 12px;
    border-top: 3px solid;
  }
  .scrolled {
    position: relative;
    max-height: 420px;
    overflow: auto;
    overscroll-behavior-x: contain;
  }
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    height: 24px;
    padding: 2px 16px 2px 0;
    text-align: start;
    font-weight: normal;
    white-space: nowrap;
    border-bottom: 1px solid
      var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 10%, transparent));
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    font-weight: 600;
    background: var(--vscode-editor-background);
  }
  tbody th,
  thead th:first-child {
    position: sticky;
    left: 0;
    background: var(--vscode-editor-background);
  }
  thead th:first-child {
    z-index: 2;
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  /* Over what is scrolled below it. */
  tbody tr:hover th {
    background-image: linear-gradient(
      var(--vscode-list-hoverBackground),
      var(--vscode-list-hoverBackground)
    );
  }
  tbody th > * {
    vertical-align: middle;
  }
  .end {
    text-align: end;
  }
  .link {
    padding: 0;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    background: none;
    border: none;
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .badge {
    padding: 1px 6px;
    border-radius: 8px;
    font-size: 0.85em;
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .dot.running {
    border-color: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }
  .dot.failed,
  .dot.away {
    border-radius: 1px;
    border-color: var(--vscode-errorForeground);
    background: var(--vscode-errorForeground);
  }
  .track {
    display: inline-block;
    width: 64px;
    height: 6px;
    margin-inline-end: 8px;
    border-radius: 2px;
    vertical-align: middle;
    background: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
  }
  .part {
    display: block;
    height: 100%;
    border-radius: 2px;
    background: var(--vscode-charts-blue);
  }
  .alert {
    padding: 6px 10px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    background: var(--vscode-inputValidation-errorBackground);
    overflow-wrap: anywhere;
  }
  .empty {
    display: grid;
    justify-items: start;
    gap: 8px;
    padding-top: 8px;
  }
  @media (max-width: 480px) {
    .bar,
    main {
      padding-inline: 12px;
    }
  }
`;
