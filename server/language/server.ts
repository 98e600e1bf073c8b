// The language server apart from its process: what comes from the editor by LSP goes to the language of the cell.

import {
  type CancellationToken,
  type CompletionItem,
  type Connection,
  type Position,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type {
  CellLanguageId,
  LanguageNotebookType,
  LanguageNotifications,
  LanguageSituation,
} from '../contract/language.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cell, CellLanguage, CellPosition, Notebook } from './cell-language.ts';
import { Diagnosing } from './diagnosing.ts';
import { Notebooks } from './notebooks.ts';
import { LEGEND } from './semantic-tokens.ts';

/** Which cells of which notebooks the editor tells of. `typescript` is what cells of ours may be called, too. */
const CELLS: Readonly<Record<LanguageNotebookType, readonly (CellLanguageId | 'typescript')[]>> = {
  'millrace-notebook': ['millrace-typescript', 'typescript', 'millrace-console', 'python'],
  'jupyter-notebook': ['millrace-typescript', 'millrace-console'],
};

export interface ServerOptions {
  readonly clock: Clock;
  readonly languages: readonly CellLanguage[];
  /** Which cluster is selected, and what may be asked of it. */
  readonly onSituation: (situation: LanguageSituation) => void;
  /** What is known of topics is out of date. */
  readonly onTopicsChanged: () => void;
}

interface CellRequest {
  readonly textDocument: { readonly uri: string };
}

interface PositionRequest extends CellRequest {
  readonly position: Position;
}

/** Has a connection's requests answered. `connection.listen()` begins it. */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #languages: readonly CellLanguage[];
  readonly #notebooks = new Notebooks();
  readonly #diagnosing: Diagnosing;

  constructor(connection: Connection, options: ServerOptions) {
    const { clock, languages, onSituation } = options;
    this.#connection = connection;
    this.#languages = languages;
    this.#diagnosing = new Diagnosing({
      ...{ clock, languages, onError: (what, error) => this.failed(what, error) },
      publish: (uri, diagnostics, version) =>
        void connection.sendDiagnostics({
          ...{ uri, diagnostics },
          ...(version === undefined ? {} : { version }),
        }),
    });
    connection.onInitialize(({ initializationOptions }) => {
      // Editors that know nothing of clusters have none to tell of.
      if (initializationOptions !== undefined) onSituation(initializationOptions);
      return { capabilities: capabilitiesOf(languages) };
    });
    this.#hear('millrace/situation', onSituation);
    this.#hear('millrace/topicsChanged', options.onTopicsChanged);
    this.#follow();
    this.#answer();
    this.#answerAboutCells();
  }

  /** Writes down what went wrong where nobody waits for it. */
  readonly failed = (what: string, error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#connection.console.error(`${what}: ${text}`);
  };

  #hear<M extends keyof LanguageNotifications>(
    method: M,
    handle: (params: LanguageNotifications[M]) => void,
  ): void {
    this.#connection.onNotification(method, handle);
  }

  #follow(): void {
    const tell = (what: 'changed' | 'closed', notebook: Notebook) => {
      for (const language of this.#languages) {
        try {
          language[what]?.(notebook);
        } catch (error) {
          this.failed(what, error);
        }
      }
    };
    this.#notebooks.listen(this.#connection, {
      onOpened: (notebook) => {
        tell('changed', notebook);
        this.#diagnosing.schedule(notebook, 0);
      },
      onChanged: (notebook) => {
        tell('changed', notebook);
        this.#diagnosing.schedule(notebook);
      },
      onClosed: (notebook) => {
        this.#diagnosing.close(notebook);
        tell('closed', notebook);
      },
    });
    for (const { outdated } of this.#languages) {
      outdated?.(() => {
        for (const notebook of this.#notebooks.all()) this.#diagnosing.schedule(notebook);
      });
    }
  }

  /** What is asked about a place. */
  #answer(): void {
    const connection = this.#connection;
    connection.onCompletion((params, token) =>
      this.#at(params, 'completion', emptyList(), async (language, at) => {
        const { context } = params;
        const trigger = context?.triggerCharacter;
        // Characters of one language mean nothing in another.
        if (trigger !== undefined && !language.completionTriggers?.includes(trigger)) {
          return undefined;
        }
        const list = await language.completion?.(at, context, token);
        return list === undefined ? undefined : { ...list, items: marked(list.items, language) };
      }),
    );
    connection.onCompletionResolve((item, token) => this.#resolve(item, token));
    connection.onHover((params, token) =>
      this.#at(params, 'hover', null, (language, at) => language.hover?.(at, token)),
    );
    connection.onSignatureHelp((params, token) =>
      this.#at(params, 'signature help', null, (language, at) =>
        language.signatureHelp?.(at, params.context, token),
      ),
    );
    connection.onDefinition((params, token) =>
      this.#at(params, 'definition', [], async (language, at) =>
        copied(await language.definition?.(at, token)),
      ),
    );
    connection.onReferences((params, token) =>
      this.#at(params, 'references', [], async (language, at) =>
        copied(await language.references?.(at, params.context.includeDeclaration, token)),
      ),
    );
    connection.onDocumentHighlight((params, token) =>
      this.#at(params, 'highlights', [], async (language, at) =>
        copied(await language.highlights?.(at, token)),
      ),
    );
    connection.onPrepareRename((params, token) =>
      this.#at(params, 'rename', null, (language, at) => language.prepareRename?.(at, token)),
    );
    connection.onRenameRequest((params, token) =>
      this.#at(params, 'rename', null, (language, at) =>
        language.rename?.(at, params.newName, token),
      ),
    );
  }

  /** What is asked about a whole cell. */
  #answerAboutCells(): void {
    const connection = this.#connection;
    connection.languages.semanticTokens.on((params, token) =>
      this.#about(params, 'semantic tokens', { data: [] }, (language, { notebook, cell }) =>
        language.semanticTokens?.(notebook, cell, token),
      ),
    );
    connection.onCodeAction(({ range, context, ...params }, token) =>
      this.#about(params, 'code actions', [], async (language, { notebook, cell }) =>
        copied(await language.codeActions?.(notebook, cell, range, context, token)),
      ),
    );
    connection.onDocumentSymbol((params, token) =>
      this.#about(params, 'symbols', [], async (language, { notebook, cell }) =>
        copied(await language.symbols?.(notebook, cell, token)),
      ),
    );
    connection.onFoldingRanges((params, token) =>
      this.#about(params, 'folding', [], async (language, { notebook, cell }) =>
        copied(await language.folding?.(notebook, cell, token)),
      ),
    );
  }

  async #resolve(item: CompletionItem, token: CancellationToken): Promise<CompletionItem> {
    const { language: languageId, data } = item.data as MarkedData;
    const language = this.#languageOf(languageId);
    const own = { ...item, data };
    return this.#guarded('completion', own, () => language?.resolveCompletion?.(own, token));
  }

  #at<R>(
    { textDocument, position }: PositionRequest,
    what: string,
    otherwise: R,
    ask: (language: CellLanguage, at: CellPosition) => PromiseLike<R | undefined> | undefined,
  ): Promise<R> {
    return this.#about({ textDocument }, what, otherwise, (language, found) =>
      ask(language, { ...found, position }),
    );
  }

  async #about<R>(
    { textDocument }: CellRequest,
    what: string,
    otherwise: R,
    ask: (
      language: CellLanguage,
      found: { readonly notebook: Notebook; readonly cell: Cell },
    ) => PromiseLike<R | undefined> | undefined,
  ): Promise<R> {
    const found = this.#notebooks.find(textDocument.uri);
    const language = this.#languageOf(found?.cell.languageId);
    if (found === undefined || language === undefined) return otherwise;
    return await this.#guarded(what, otherwise, () => ask(language, found));
  }

  /** What fails is no reason for the server to end, nor for the editor to show anything. */
  async #guarded<R>(
    what: string,
    otherwise: R,
    ask: () => PromiseLike<R | undefined> | undefined,
  ): Promise<R> {
    try {
      return (await ask()) ?? otherwise;
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      this.failed(what, error);
      return otherwise;
    }
  }

  #languageOf(id: string | undefined): CellLanguage | undefined {
    return this.#languages.find(({ languageIds }) => id !== undefined && languageIds.includes(id));
  }
}

/** What items carry to be resolved by the language that they are from. */
interface MarkedData {
  readonly language: string | undefined;
  readonly data: unknown;
}

function marked(items: readonly CompletionItem[], { languageIds: [language] }: CellLanguage) {
  return items.map((item) => ({
    ...item,
    data: { language, data: item.data } satisfies MarkedData,
  }));
}

function emptyList() {
  return { isIncomplete: false, items: [] as CompletionItem[] };
}

function copied<T>(values: readonly T[] | undefined): T[] | undefined {
  return values === undefined ? undefined : [...values];
}

/** All that any of the languages can do. */
function capabilitiesOf(languages: readonly CellLanguage[]): ServerCapabilities {
  const can = (what: keyof CellLanguage) => languages.some((each) => each[what] !== undefined);
  const triggers = (of: 'completionTriggers' | 'signatureTriggers') => [
    ...new Set(languages.flatMap((each) => each[of] ?? [])),
  ];
  return {
    // Editors that know nothing of notebooks would otherwise tell nothing.
    textDocumentSync: TextDocumentSyncKind.None,
    notebookDocumentSync: {
      notebookSelector: Object.entries(CELLS).map(([notebook, cells]) => ({
        notebook,
        cells: cells.map((language) => ({ language })),
      })),
    },
    completionProvider: {
      resolveProvider: can('resolveCompletion'),
      triggerCharacters: triggers('completionTriggers'),
    },
    hoverProvider: can('hover'),
    signatureHelpProvider: { triggerCharacters: triggers('signatureTriggers') },
    definitionProvider: can('definition'),
    referencesProvider: can('references'),
    documentHighlightProvider: can('highlights'),
    renameProvider: can('rename') ? { prepareProvider: true } : false,
    codeActionProvider: can('codeActions') ? { codeActionKinds: ['quickfix'] } : false,
    documentSymbolProvider: can('symbols'),
    foldingRangeProvider: can('folding'),
    ...(can('semanticTokens') && {
      semanticTokensProvider: {
        legend: {
          tokenTypes: [...LEGEND.tokenTypes],
          tokenModifiers: [...LEGEND.tokenModifiers],
        },
        full: true,
      },
    }),
  };
}
