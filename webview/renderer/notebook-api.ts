// What VS Code and the renderer of a notebook know of each other (vscode-notebook-renderer), as far as it is used here.

/** One form of an output, to be shown. */
export interface OutputItem {
  /** Of the output: the same each time its contents are replaced. */
  readonly id: string;
  readonly mime: string;
  text(): string;
}

/** What the renderer's module gives VS Code. */
export interface NotebookRenderer {
  /** `element` still has what was put into it for the output before. */
  renderOutputItem(item: OutputItem, element: HTMLElement): void;
  /** The output is gone; all are, without an id. */
  disposeOutputItem(id?: string): void;
}
