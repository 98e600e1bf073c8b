import { css } from 'lit';

export const produceStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--vscode-editor-background);
  }
  .title {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 35px;
    padding: 0 8px 0 12px;
  }
  h2 {
    flex: 1;
    margin: 0;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: inherit;
    font-weight: 600;
  }
  form {
    flex: 1 1 0;
    min-height: 0;
    overflow: auto;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    /* Rows of a form that scrolls are never less than what they hold. */
    grid-auto-rows: max-content;
    gap: 12px;
    align-content: start;
    padding: 4px 12px 12px;
    border-block: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  section:not(.line) {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    min-width: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-height: 24px;
  }
  .line > h3,
  .line > .grow {
    flex: 1;
  }
  h3 {
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }
  textarea {
    box-sizing: border-box;
    width: 100%;
    min-height: 28px;
    padding: 4px 6px;
    resize: vertical;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size, inherit);
    line-height: 18px;
    tab-size: 2;
  }
  textarea::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  textarea:disabled {
    opacity: 0.5;
  }
  textarea:focus-visible,
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  textarea[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  label.check {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    cursor: pointer;
  }
  label.check input {
    margin: 0;
    accent-color: var(--vscode-focusBorder);
  }
  .header {
    display: grid;
    grid-template-columns: minmax(60px, 1fr) minmax(80px, 2fr) auto auto auto;
    align-items: center;
    gap: 4px;
  }
  .header input {
    min-width: 0;
    width: 100%;
  }
  .header select {
    max-width: 7.5em;
  }
  summary {
    cursor: pointer;
    width: fit-content;
    padding-inline-end: 6px;
  }
  .grid {
    display: grid;
    grid-template-columns: max-content 1fr;
    align-items: center;
    gap: 6px 12px;
    padding: 6px 0 0 16px;
  }
  .grid > .name {
    color: var(--vscode-descriptionForeground);
  }
  .hint,
  .problem {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .hint {
    color: var(--vscode-descriptionForeground);
  }
  code {
    font-family: var(--vscode-editor-font-family);
    color: inherit;
  }
  .problem {
    padding-inline-start: 8px;
    border-inline-start: 2px solid
      var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
  }
  .preview {
    margin: 0;
    max-height: 120px;
    overflow: auto;
    padding: 4px 8px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-family: var(--vscode-editor-font-family);
    border-inline-start: 2px solid var(--vscode-focusBorder);
    background: var(--vscode-textCodeBlock-background, transparent);
  }
  .send {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 12px;
  }
  .send .told {
    flex: 1;
    min-width: 120px;
    font-variant-numeric: tabular-nums;
  }
  .progress {
    flex: none;
    height: 2px;
    overflow: hidden;
  }
  .progress > div {
    height: 100%;
    background: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  .results {
    flex: 0 1 auto;
    max-height: 34%;
    overflow: auto;
    margin: 0;
    padding: 0 12px 8px;
    list-style: none;
    font-variant-numeric: tabular-nums;
  }
  .results li {
    display: flex;
    gap: 6px;
    min-height: 20px;
    overflow-wrap: anywhere;
  }
  .results li.bad .icon {
    color: var(--vscode-errorForeground);
  }
  .results .icon {
    margin-top: 2px;
  }
`;
