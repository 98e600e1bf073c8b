import { css } from 'lit';

/** Pixels; VS Code's lists have the same. */
export const ROW_HEIGHT = 22;
export const HEAD_HEIGHT = 26;

export const tableStyle = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .scroller {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
    outline: none;
    overflow-anchor: none;
  }
  .scroller:focus-visible:not([aria-activedescendant])::after {
    content: '';
    position: absolute;
    inset: 0;
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
    pointer-events: none;
    z-index: 3;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 2;
    display: grid;
    height: ${HEAD_HEIGHT}px;
    box-sizing: border-box;
    /* Themes make the head's colour of glass, through which rows would be seen that scroll below. */
    background-color: var(--vscode-editor-background);
    background-image: linear-gradient(
      var(--vscode-keybindingTable-headerBackground, transparent),
      var(--vscode-keybindingTable-headerBackground, transparent)
    );
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .heading {
    position: relative;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 0 8px;
    min-width: 0;
    font-weight: 600;
    cursor: default;
    user-select: none;
  }
  .heading.sorts {
    cursor: pointer;
  }
  .heading.end {
    justify-content: flex-end;
  }
  .heading .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heading:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .edge {
    position: absolute;
    inset: 0 -3px 0 auto;
    width: 7px;
    cursor: col-resize;
    z-index: 1;
    touch-action: none;
  }
  .edge::after {
    content: '';
    position: absolute;
    inset: 6px auto 6px 3px;
    width: 1px;
    background: var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .canvas {
    position: relative;
    contain: layout style;
  }
  .row {
    position: absolute;
    inset: 0 0 auto;
    display: grid;
    height: ${ROW_HEIGHT}px;
    contain: strict;
    line-height: ${ROW_HEIGHT}px;
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size, inherit);
    cursor: default;
  }
  .row.away {
    visibility: hidden;
  }
  .cell {
    padding: 0 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
    min-width: 0;
  }
  .cell.end {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .row:hover {
    color: var(--vscode-list-hoverForeground, inherit);
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .row[aria-selected='true'] {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .scroller:focus .row[aria-selected='true'] {
    color: var(--vscode-list-activeSelectionForeground, inherit);
    background: var(--vscode-list-activeSelectionBackground);
  }
  .row[aria-selected='true'] .quiet {
    color: inherit;
    opacity: 0.8;
  }
  .scroller:focus .row.active {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  .tag {
    display: inline-block;
    height: 16px;
    padding: 0 6px;
    line-height: 15px;
    font-family: var(--vscode-font-family);
    font-size: 11px;
    color: inherit;
    border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
    border-radius: 8px;
    box-sizing: border-box;
    vertical-align: 1px;
  }
  .tag.empty {
    border-style: dotted;
  }
  .tag.tombstone {
    border-style: dashed;
    border-color: var(--vscode-editorWarning-foreground, currentColor);
  }
  .tag.headersOnly {
    border-radius: 3px;
  }
  .scroller:focus .row[aria-selected='true'] .tag {
    color: inherit;
  }
  .bad > .icon {
    color: var(--vscode-editorWarning-foreground, var(--vscode-errorForeground));
    vertical-align: -3px;
    margin-inline-end: 4px;
  }
  mark {
    color: inherit;
    background: var(--vscode-editor-findMatchHighlightBackground, #ea5c0055);
    border-radius: 2px;
    outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, transparent);
    outline-offset: -1px;
  }
  .pending {
    display: block;
    height: 8px;
    margin-top: 7px;
    width: 60%;
    border-radius: 4px;
    background: color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
  }
  .news {
    position: absolute;
    z-index: 3;
    top: ${HEAD_HEIGHT + 8}px;
    left: 50%;
    transform: translateX(-50%);
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 26px;
    padding: 0 12px 0 8px;
    font: inherit;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    border-radius: 13px;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    cursor: pointer;
  }
  .news.below {
    top: auto;
    bottom: 16px;
  }
  .news:hover {
    background: var(--vscode-button-hoverBackground, var(--vscode-button-background));
  }
  .news:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
`;
