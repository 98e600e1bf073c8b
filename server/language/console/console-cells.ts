import {
  type CancellationToken,
  type CodeAction,
  type CompletionContext,
  type CompletionList,
  type Event,
  type Hover,
  type Range,
  type SignatureHelp,
  type SignatureHelpContext,
  SignatureHelpTriggerKind,
} from 'vscode-languageserver';
import type { CellLanguageId } from '../../contract/language.ts';
import type { Cell, CellLanguage, CellPosition, Notebook, Report } from '../cell-language.ts';
import { touch } from '../ranges.ts';
import { takingTurns } from '../taking-turns.ts';
import type { KnownCluster } from '../topics/known-cluster.ts';
import { cellText } from './cell-text.ts';
import { completionsAt } from './completion.ts';
import { diagnosticsOf, fixesFor, topicsCreatedIn } from './diagnostics.ts';
import { hoverAt } from './hover.ts';
import { placeAt } from './place.ts';
import { signatureAt } from './signature-help.ts';
import { type ToolCatalogue, toolCatalogue } from './tool-catalogue.ts';

const CONSOLE: CellLanguageId = 'millrace-console';

/** How long the first completion waits for the names of topics. */
const PATIENCE_MS = 40;

/** Cells with commands of Kafka. */
export class ConsoleCells implements CellLanguage {
  readonly languageIds = [CONSOLE];
  readonly completionTriggers = ['-', ' ', '=', ',', '/', '.'];
  readonly signatureTriggers = [' ', '='];
  readonly outdated: Event<void>;
  readonly #cluster: KnownCluster;

  constructor(cluster: KnownCluster) {
    this.#cluster = cluster;
    this.outdated = cluster.changed;
    // It takes a moment, in which nobody has typed yet.
    void toolCatalogue();
  }

  async completion(
    { cell, position }: CellPosition,
    context: CompletionContext | undefined,
  ): Promise<CompletionList> {
    const tools = await toolCatalogue();
    const text = cellText(cell);
    const place = placeAt(text, text.document.offsetAt(position), tools);
    const isNamed = place?.kind === 'value' || place?.kind === 'shell-argument';
    // A blank at the beginning of a word's place is asked for by hand.
    const isUnwanted = context?.triggerCharacter === ' ' && !isNamed;
    if (place === undefined || isUnwanted) return { isIncomplete: false, items: [] };
    if (isNamed) await this.#cluster.ready(PATIENCE_MS);
    const { bootstrap } = this.#cluster;
    const source = { cell: text, tools, cluster: this.#cluster, bootstrap };
    const items = completionsAt(place, source);
    // Topics may be known a moment later.
    return { isIncomplete: isNamed && this.#cluster.topics() === undefined, items };
  }

  async hover({ cell, position }: CellPosition): Promise<Hover | undefined> {
    const text = cellText(cell);
    const tools = await toolCatalogue();
    return hoverAt(text, text.document.offsetAt(position), tools, this.#cluster);
  }

  async signatureHelp(
    { cell, position }: CellPosition,
    context: SignatureHelpContext | undefined,
  ): Promise<SignatureHelp | undefined> {
    const text = cellText(cell);
    const place = placeAt(text, text.document.offsetAt(position), await toolCatalogue());
    const isAskedFor =
      context?.triggerKind === SignatureHelpTriggerKind.Invoked && !context.isRetrigger;
    // While an option is being typed its documentation stands beside the completion.
    if (place === undefined || (place.kind === 'flag' && !isAskedFor)) return undefined;
    return signatureAt(place);
  }

  async diagnose(notebook: Notebook, report: Report, token: CancellationToken): Promise<void> {
    const tools = await toolCatalogue();
    const created = createdTopics(notebook, tools);
    for await (const cell of takingTurns(consoleCells(notebook))) {
      if (token.isCancellationRequested) return;
      report(cell, diagnosticsOf(cellText(cell), { tools, cluster: this.#cluster, created }));
    }
  }

  async codeActions(notebook: Notebook, cell: Cell, range: Range): Promise<readonly CodeAction[]> {
    const tools = await toolCatalogue();
    const created = createdTopics(notebook, tools);
    const all = diagnosticsOf(cellText(cell), { tools, cluster: this.#cluster, created });
    return fixesFor(
      cell.uri,
      all.filter((each) => touch(each.range, range)),
    );
  }
}

function consoleCells({ cells }: Notebook): Cell[] {
  return cells.filter(({ languageId }) => languageId === CONSOLE);
}

function createdTopics(notebook: Notebook, tools: ToolCatalogue): ReadonlySet<string> {
  return new Set(consoleCells(notebook).flatMap((cell) => topicsCreatedIn(cellText(cell), tools)));
}
