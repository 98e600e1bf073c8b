// The seam between the language server and the languages of cells: what the server asks of each, in terms of LSP.

import type {
  CancellationToken,
  CodeAction,
  CodeActionContext,
  CompletionContext,
  CompletionItem,
  CompletionList,
  Diagnostic,
  DocumentHighlight,
  DocumentSymbol,
  Event,
  FoldingRange,
  Hover,
  Location,
  Position,
  Range,
  SemanticTokens,
  SignatureHelp,
  SignatureHelpContext,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** A cell of a notebook that is open. */
export interface Cell {
  /** The cell's own URI, the same as long as the notebook is open. */
  readonly uri: string;
  /** VS Code's language id: `millrace-typescript`, `millrace-console`, `python` … */
  readonly languageId: string;
  /** Its text as it is now; each change makes its version grow. */
  readonly document: TextDocument;
}

/** A notebook as it is now. */
export interface Notebook {
  readonly uri: string;
  /** Grows with each change of the notebook or of one of its cells. */
  readonly version: number;
  /** All that have code, in the notebook's order. */
  readonly cells: readonly Cell[];
}

/** Where in which cell something is asked for. */
export interface CellPosition {
  readonly notebook: Notebook;
  readonly cell: Cell;
  readonly position: Position;
}

/** Says what is wrong in a cell, instead of all that has been said of it before. */
export type Report = (cell: Cell, diagnostics: readonly Diagnostic[]) => void;

/**
 * What one language of cells can say. Requests about a cell are for the language that has the cell's language id. Whatever
 * is absent is not offered. What a request throws is logged, and answered as if nothing was known.
 */
export interface CellLanguage {
  /** The language ids of its cells. */
  readonly languageIds: readonly string[];
  /** After which characters completions are asked for, beside those of words. */
  readonly completionTriggers?: readonly string[];
  readonly signatureTriggers?: readonly string[];

  /** A notebook has been opened or has changed, and is looked at soon. Must be quick: it is in the way of typing. */
  changed?(notebook: Notebook): void;
  closed?(notebook: Notebook): void;
  /** Something else than a notebook has changed, and with it perhaps what there is to report. */
  readonly outdated?: Event<void>;

  /**
   * Reports on cells of this language, those whose diagnostics matter most first: each that may have changed since the
   * last time, or all. Lets others have the thread in between (`token` is then cancelled when the notebook has changed
   * again: what has not been reported has to be the next time).
   */
  diagnose?(notebook: Notebook, report: Report, token: CancellationToken): Promise<void>;

  completion?(
    at: CellPosition,
    context: CompletionContext | undefined,
    token: CancellationToken,
  ): Promise<CompletionList>;
  /** Adds to an item what takes time to find. `data` of items is the language's own. */
  resolveCompletion?(item: CompletionItem, token: CancellationToken): Promise<CompletionItem>;
  hover?(at: CellPosition, token: CancellationToken): Promise<Hover | undefined>;
  signatureHelp?(
    at: CellPosition,
    context: SignatureHelpContext | undefined,
    token: CancellationToken,
  ): Promise<SignatureHelp | undefined>;
  definition?(at: CellPosition, token: CancellationToken): Promise<readonly Location[]>;
  references?(
    at: CellPosition,
    withDeclaration: boolean,
    token: CancellationToken,
  ): Promise<readonly Location[]>;
  highlights?(at: CellPosition, token: CancellationToken): Promise<readonly DocumentHighlight[]>;
  /** What would be renamed, or undefined where nothing can be. @throws ResponseError that says why not */
  prepareRename?(at: CellPosition, token: CancellationToken): Promise<Range | undefined>;
  rename?(
    at: CellPosition,
    name: string,
    token: CancellationToken,
  ): Promise<WorkspaceEdit | undefined>;
  /** By the server's legend (`semantic-tokens.ts`). */
  semanticTokens?(
    notebook: Notebook,
    cell: Cell,
    token: CancellationToken,
  ): Promise<SemanticTokens>;
  codeActions?(
    notebook: Notebook,
    cell: Cell,
    range: Range,
    context: CodeActionContext,
    token: CancellationToken,
  ): Promise<readonly CodeAction[]>;
  symbols?(
    notebook: Notebook,
    cell: Cell,
    token: CancellationToken,
  ): Promise<readonly DocumentSymbol[]>;
  folding?(
    notebook: Notebook,
    cell: Cell,
    token: CancellationToken,
  ): Promise<readonly FoldingRange[]>;
}

/** A topic of the selected cluster. */
export interface TopicFacts {
  readonly name: string;
  /** Not known for what has only been named. */
  readonly partitions?: number;
  /** Kafka's own, such as `__consumer_offsets`. */
  readonly internal?: boolean;
}

/**
 * What is known of the selected cluster. Never waits for the network: answers with what is known, and says so when more
 * is. Without a cluster that runs, nothing is known.
 */
export interface ClusterKnowledge {
  /** All topics; undefined while they are not known, which is not the same as none. */
  topics(): readonly TopicFacts[] | undefined;
  /** The ids of consumer groups. */
  groups(): readonly string[] | undefined;
  /**
   * The TypeScript type of a topic's record values, by a bounded sample of its JSON: `{ id: number; name?: string }`;
   * undefined while it is not known, and for what is no JSON.
   */
  valueType(topic: string): string | undefined;
  /** Any answer may be another one now. */
  readonly changed: Event<void>;
}
