import { type Connection, NotebookDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Cell, Notebook } from './cell-language.ts';

export interface NotebookListener {
  onOpened(notebook: Notebook): void;
  onChanged(notebook: Notebook): void;
  onClosed(notebook: Notebook): void;
}

/** The notebooks that are open in the editor, as it tells. */
export class Notebooks {
  readonly #documents = new NotebookDocuments(TextDocument);
  readonly #open = new Map<string, OpenNotebook>();

  /** Follows what is opened, changed and closed. */
  listen(connection: Connection, listener: NotebookListener): void {
    this.#documents.onDidOpen(({ uri }) => {
      const notebook = new OpenNotebook(uri, this.#documents);
      this.#open.set(uri, notebook);
      listener.onOpened(notebook);
    });
    this.#documents.onDidChange(({ notebookDocument: { uri } }) => {
      const notebook = this.#open.get(uri);
      if (notebook === undefined) return;
      notebook.changed();
      listener.onChanged(notebook);
    });
    this.#documents.onDidClose(({ uri }) => {
      const notebook = this.#open.get(uri);
      if (notebook === undefined) return;
      this.#open.delete(uri);
      listener.onClosed(notebook);
    });
    this.#documents.listen(connection);
  }

  all(): Iterable<Notebook> {
    return this.#open.values();
  }

  /** The cell with a URI, and its notebook. */
  find(uri: string): { readonly notebook: Notebook; readonly cell: Cell } | undefined {
    const found = this.#documents.findNotebookDocumentForCell(uri);
    const notebook = this.#open.get(found?.uri ?? '');
    const cell = notebook?.cells.find((each) => each.uri === uri);
    return notebook === undefined || cell === undefined ? undefined : { notebook, cell };
  }
}

class OpenNotebook implements Notebook {
  readonly uri: string;
  readonly #documents: NotebookDocuments<TextDocument>;
  #version = 0;
  #cells: readonly Cell[] | undefined;

  constructor(uri: string, documents: NotebookDocuments<TextDocument>) {
    this.uri = uri;
    this.#documents = documents;
  }

  get version(): number {
    return this.#version;
  }

  get cells(): readonly Cell[] {
    this.#cells ??= this.#read();
    return this.#cells;
  }

  changed(): void {
    this.#version++;
    this.#cells = undefined;
  }

  #read(): Cell[] {
    const { cells = [] } = this.#documents.getNotebookDocument(this.uri) ?? {};
    return cells.flatMap((cell) => {
      const document = this.#documents.getCellTextDocument(cell);
      if (document === undefined) return [];
      return [{ uri: document.uri, languageId: document.languageId, document }];
    });
  }
}
