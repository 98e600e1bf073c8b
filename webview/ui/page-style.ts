import { css } from 'lit';

/** What every page begins with: VS Code's fonts and colours. */
export const pageStyle = css`
  :host {
    display: block;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    line-height: 1.4;
  }
  h1 {
    font-size: 1.6em;
    font-weight: 600;
    margin: 0;
  }
  h2 {
    font-size: 1.25em;
    font-weight: 600;
    margin: 0;
  }
  h3 {
    font-size: 1em;
    font-weight: 600;
    margin: 0;
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  /* The colour that themes have for errors is too faint for text in some of them: it stands beside it. */
  .error {
    padding-left: 8px;
    border-left: 2px solid var(--vscode-errorForeground);
  }
  .text-field.invalid {
    outline: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    /* Over its own border, which would cover it. */
    outline-offset: 0;
  }
  /* A state, beside its name. */
  .dot {
    width: 8px;
    height: 8px;
    box-sizing: border-box;
    border-radius: 50%;
    border: 1.5px solid var(--vscode-descriptionForeground);
  }
`;
