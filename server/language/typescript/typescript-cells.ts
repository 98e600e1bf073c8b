import { setImmediate as turn } from 'node:timers/promises';
import {
  type CancellationToken,
  type CodeAction,
  type CodeActionContext,
  type CompletionContext,
  type CompletionItem,
  type CompletionList,
  type DocumentHighlight,
  type DocumentSymbol,
  Emitter,
  type FoldingRange,
  type Hover,
  type Location,
  type Range,
  type SemanticTokens,
  type SignatureHelp,
  type SignatureHelpContext,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type {
  Cell,
  CellLanguage,
  CellPosition,
  ClusterKnowledge,
  Notebook,
  Report,
} from '../cell-language.ts';
import type { CellModule } from './cell-module.ts';
import { type CompletionData, completions, describe } from './completions.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { hover, signatureHelp } from './hints.ts';
import type { Library } from './library.ts';
import type { NameSource } from './links.ts';
import { definitions, highlights, references } from './navigation.ts';
import { NodeImports } from './node-imports.ts';
import { NotebookModules } from './notebook-modules.ts';
import { folding, symbols } from './outline.ts';
import type { Place } from './place.ts';
import { type Files, Project } from './project.ts';
import { providedNames } from './provided-names.ts';
import { quickFixes } from './quick-fixes.ts';
import { prepareRename, rename } from './renaming.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { withTopics } from './topic-values.ts';

export interface TypeScriptOptions {
  readonly library: Library;
  readonly knowledge: ClusterKnowledge;
  readonly files?: Files;
}

/** TypeScript cells by TypeScript's own language service. */
export class TypeScriptCells implements CellLanguage {
  readonly languageIds = ['millrace-typescript', 'typescript'];
  readonly completionTriggers = ['.', '"', "'", '`', '/', '@'];
  readonly signatureTriggers = ['(', ',', '<'];
  readonly #options: TypeScriptOptions;
  readonly #project: Project;
  readonly #provided: readonly NameSource[];
  readonly #imports: NodeImports;
  readonly #noTopics: string;
  #areTopicsKnown = false;
  readonly #notebooks = new Map<string, NotebookModules>();
  readonly #outdated = new Emitter<void>();

  constructor(options: TypeScriptOptions) {
    const { library, knowledge, files } = options;
    this.#options = options;
    this.#project = new Project(library, files);
    this.#noTopics = this.#project.readFile(library.topicValues) ?? '';
    this.#learn();
    const { program } = this.#project;
    this.#provided = providedNames(program, library);
    this.#imports = new NodeImports(program);
    knowledge.changed(() => {
      if (this.#learn()) this.#outdated.fire();
    });
  }

  get outdated() {
    return this.#outdated.event;
  }

  changed(notebook: Notebook): void {
    this.#modulesOf(notebook);
  }

  closed({ uri }: Notebook): void {
    this.#notebooks.get(uri)?.close();
    this.#notebooks.delete(uri);
  }

  async diagnose(notebook: Notebook, report: Report, token: CancellationToken): Promise<void> {
    const modules = this.#modulesOf(notebook);
    this.#learn();
    const { knowledge, library } = this.#options;
    const context = { project: this.#project, knowledge, topicValues: library.topicValues };
    for (const module of modules.outdated()) {
      // Whoever is waiting for an answer comes first.
      await turn();
      if (token.isCancellationRequested) return;
      report(module.cell, diagnosticsOf(module, { ...context, notebook: modules }));
      modules.done(module);
    }
  }

  async completion(
    at: CellPosition,
    context: CompletionContext | undefined,
  ): Promise<CompletionList> {
    const modules = this.#modulesOf(at.notebook);
    const module = modules.find(at.cell.uri);
    if (module !== undefined) modules.activate(module);
    return completions(this.#place(at), context?.triggerCharacter, this.#imports);
  }

  async resolveCompletion(item: CompletionItem): Promise<CompletionItem> {
    const { uri, offset } = (item.data ?? {}) as Partial<CompletionData>;
    if (uri === undefined || offset === undefined) return item;
    for (const notebook of this.#notebooks.values()) {
      const module = notebook.find(uri);
      if (module === undefined) continue;
      notebook.activate(module);
      const place = { project: this.#project, notebook, module, offset: module.start + offset };
      return describe(item, place);
    }
    return item;
  }

  async hover(at: CellPosition): Promise<Hover | undefined> {
    return hover(this.#place(at));
  }

  async signatureHelp(
    at: CellPosition,
    context: SignatureHelpContext | undefined,
  ): Promise<SignatureHelp | undefined> {
    return signatureHelp(this.#place(at), context);
  }

  async definition(at: CellPosition): Promise<readonly Location[]> {
    return definitions(this.#place(at));
  }

  async references(at: CellPosition, withDeclaration: boolean): Promise<readonly Location[]> {
    return references(this.#place(at), withDeclaration);
  }

  async highlights(at: CellPosition): Promise<readonly DocumentHighlight[]> {
    return highlights(this.#place(at));
  }

  async prepareRename(at: CellPosition): Promise<Range | undefined> {
    return prepareRename(this.#place(at));
  }

  async rename(at: CellPosition, name: string): Promise<WorkspaceEdit | undefined> {
    return rename(this.#place(at), name);
  }

  async semanticTokens(notebook: Notebook, cell: Cell): Promise<SemanticTokens> {
    return semanticTokens(this.#moduleOf(notebook, cell), this.#project);
  }

  async codeActions(
    notebook: Notebook,
    cell: Cell,
    _range: Range,
    { diagnostics }: CodeActionContext,
  ): Promise<readonly CodeAction[]> {
    const module = this.#moduleOf(notebook, cell);
    return quickFixes(diagnostics, module, this.#modulesOf(notebook), this.#project);
  }

  async symbols(notebook: Notebook, cell: Cell): Promise<readonly DocumentSymbol[]> {
    return symbols(this.#moduleOf(notebook, cell), this.#project);
  }

  async folding(notebook: Notebook, cell: Cell): Promise<readonly FoldingRange[]> {
    return folding(this.#moduleOf(notebook, cell), this.#project);
  }

  /** Takes over what is known of topics: if that is something else than before all cells are looked at again. */
  #learn(): boolean {
    const { library, knowledge } = this.#options;
    const modules = [...this.#notebooks.values()].flatMap((notebook) => notebook.modules);
    const named = new Set(modules.flatMap(({ facts }) => [...facts.strings, ...facts.mentioned]));
    const text = withTopics(this.#noTopics, knowledge, (topic) => named.has(topic));
    const areKnown = knowledge.topics() !== undefined;
    const isOther =
      this.#project.override(library.topicValues, text) || areKnown !== this.#areTopicsKnown;
    this.#areTopicsKnown = areKnown;
    if (isOther) for (const notebook of this.#notebooks.values()) notebook.expire();
    return isOther;
  }

  #place({ notebook, cell, position }: CellPosition): Place {
    const module = this.#moduleOf(notebook, cell);
    const offset = module.offsetAt(position);
    return { project: this.#project, notebook: this.#modulesOf(notebook), module, offset };
  }

  #moduleOf(notebook: Notebook, cell: Cell): CellModule {
    return this.#modulesOf(notebook).find(cell.uri)!;
  }

  #modulesOf(notebook: Notebook): NotebookModules {
    let modules = this.#notebooks.get(notebook.uri);
    if (modules === undefined) {
      modules = new NotebookModules(this.#project, notebook.uri, this.#provided);
      this.#notebooks.set(notebook.uri, modules);
    }
    const cells = notebook.cells.filter(({ languageId }) => this.languageIds.includes(languageId));
    modules.update(notebook, cells);
    return modules;
  }
}
