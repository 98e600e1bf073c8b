import { css } from 'lit';

export const panelStyle = css`
  :host {
    display: flex;
    height: calc(100vh - var(--cluster-band-height, 0px));
    overflow: hidden;
    color: var(--vscode-foreground);
    background: var(--vscode-editor-background);
  }
  main {
    display: flex;
  }
  .whole {
    flex: 1;
    min-width: 0;
  }
  .consume {
    display: flex;
    flex-direction: column;
  }
  .bars {
    display: grid;
    gap: 6px;
    padding: 8px 12px 4px;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
    min-height: 28px;
    padding: 0 8px 0 12px;
  }
  .status .state {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .status .state::before {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 50%;
    border: 1px solid currentColor;
    box-sizing: border-box;
    opacity: 0.7;
  }
  .status .state.live::before,
  .status .state.reading::before {
    border: none;
    opacity: 1;
    background: var(--vscode-charts-green, currentColor);
  }
  .status .state.failed::before {
    border: none;
    opacity: 1;
    background: var(--vscode-errorForeground);
  }
  .status .tools {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    margin-inline-start: auto;
  }
  .progress {
    height: 2px;
    overflow: hidden;
    flex: none;
  }
  .progress .done {
    height: 100%;
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  .progress.unknown .done {
    animation: passing 2s linear infinite;
  }
  @keyframes passing {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(340%);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress.unknown .done {
      animation: none;
      width: 100% !important;
      opacity: 0.5;
    }
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 8px 4px 12px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .banner .text {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .banner.bad {
    background: var(--vscode-inputValidation-errorBackground, transparent);
    border-block: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    color: var(--vscode-inputValidation-errorForeground, inherit);
  }
  .banner progress {
    width: 140px;
    height: 4px;
    accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  .main {
    flex: 1;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .table {
    position: relative;
    display: flex;
  }
  .table millrace-records {
    flex: 1;
    min-width: 0;
  }
  .empty {
    position: absolute;
    inset: 26px 0 0;
    z-index: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 16px;
    text-align: center;
    pointer-events: none;
  }
  .empty > * {
    pointer-events: auto;
  }
  .empty h2,
  .empty p {
    margin: 0;
  }
  .empty .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    margin-top: 4px;
  }
  .failed {
    position: relative;
    flex: 1;
  }
`;
