import type {
  CancellationToken,
  CodeAction,
  CompletionContext,
  CompletionList,
  Diagnostic,
  Event,
  Hover,
  Range,
  SignatureHelp,
} from 'vscode-languageserver';
import type { CellLanguageId } from '../../contract/language.ts';
import type { Cell, CellLanguage, CellPosition, Notebook, Report } from '../cell-language.ts';
import { markdown } from '../markdown.ts';
import { touch } from '../ranges.ts';
import { takingTurns } from '../taking-turns.ts';
import type { KnownCluster } from '../topics/known-cluster.ts';
import { createTopicAction, isTopicName, missingTopic } from '../topics/missing-topic.ts';
import { topicDocumentation } from '../topics/topic-items.ts';
import { callAround } from './call-context.ts';
import { completionsAt, textAt } from './completion.ts';
import { Definitions } from './definitions.ts';
import { documentationOf, signatureOf, variableDocumentation, withNote } from './documentation.ts';
import { parameterName } from './pyspark/names.ts';
import { namesAt, type PythonText, pythonCells, pythonText } from './python-text.ts';
import { contentOf, meaningOf } from './text-meaning.ts';
import { expressionStart, type Names, valueOfExpression, valueOfName } from './values.ts';

const PYTHON: CellLanguageId = 'python';

/** How long the first completion waits for the names of topics. */
const PATIENCE_MS = 40;

/** Python cells: PySpark's names as the course uses them, and topics. */
export class PythonCells implements CellLanguage {
  readonly languageIds = [PYTHON];
  readonly completionTriggers = ['.', '"', "'"];
  readonly signatureTriggers = ['(', ','];
  readonly outdated: Event<void>;
  readonly #cluster: KnownCluster;

  constructor(cluster: KnownCluster) {
    this.#cluster = cluster;
    this.outdated = cluster.changed;
  }

  async completion(
    { notebook, cell, position }: CellPosition,
    _context?: CompletionContext,
  ): Promise<CompletionList> {
    const text = pythonText(cell);
    const offset = text.document.offsetAt(position);
    const isText = textAt(text.tokens, offset) !== undefined;
    if (isText) await this.#cluster.ready(PATIENCE_MS);
    const names = namesAt(notebook, cell, startOfWord(text, offset));
    const { bootstrap } = this.#cluster;
    const items = completionsAt(offset, { cell: text, names, cluster: this.#cluster, bootstrap });
    // Topics may be known a moment later.
    return { isIncomplete: isText && this.#cluster.topics() === undefined, items };
  }

  async hover({ notebook, cell, position }: CellPosition): Promise<Hover | undefined> {
    const text = pythonText(cell);
    const offset = text.document.offsetAt(position);
    const index = text.tokens.findIndex(({ start, end }) => start <= offset && offset < end);
    const token = text.tokens[index];
    if (token === undefined) return undefined;
    const names = namesAt(notebook, cell, token.end);
    const value = this.#documentation(text, index, names);
    if (value === undefined) return undefined;
    return { contents: markdown(value), range: text.range(token) };
  }

  async signatureHelp({
    notebook,
    cell,
    position,
  }: CellPosition): Promise<SignatureHelp | undefined> {
    const { document, tokens } = pythonText(cell);
    const offset = document.offsetAt(position);
    const next = tokens.findIndex(({ end }) => end > offset);
    const end = next === -1 ? tokens.length : next;
    const call = callAround(tokens, end, namesAt(notebook, cell, offset));
    if (call === undefined) return undefined;
    const { callee, parameters, index } = call;
    return {
      signatures: [
        {
          label: signatureOf(callee),
          documentation: markdown(documentationOf(callee)),
          parameters: parameters.map((label) => ({ label })),
        },
      ],
      activeSignature: 0,
      // None is marked where no parameter is meant.
      activeParameter: index ?? parameters.length,
    };
  }

  async diagnose(notebook: Notebook, report: Report, token: CancellationToken): Promise<void> {
    const definitions = new Definitions();
    for await (const cell of takingTurns(pythonCells(notebook))) {
      if (token.isCancellationRequested) return;
      const text = pythonText(cell);
      definitions.add(text.tokens);
      report(cell, this.#diagnosticsOf(text, definitions.names));
    }
  }

  async codeActions(notebook: Notebook, cell: Cell, range: Range): Promise<readonly CodeAction[]> {
    const text = pythonText(cell);
    return this.#diagnosticsOf(text, namesAt(notebook, cell, text.text.length))
      .filter((each) => touch(each.range, range))
      .flatMap((each) => createTopicAction(each) ?? []);
  }

  /** Topics that are not there. */
  #diagnosticsOf({ tokens, range }: PythonText, names: Names): Diagnostic[] {
    const topics = this.#cluster.topics();
    if (topics === undefined) return [];
    const known = new Set(topics.map(({ name }) => name));
    return tokens.flatMap((token, index) => {
      if (token.inner === undefined) return [];
      const topic = contentOf(token);
      if (!isTopicName(topic) || known.has(topic)) return [];
      const meaning = meaningOf(tokens, index, names);
      return meaning?.is === 'topic' ? [missingTopic(range(token.inner), topic)] : [];
    });
  }

  #documentation({ tokens }: PythonText, index: number, names: Names): string | undefined {
    const token = tokens[index]!;
    if (token.inner !== undefined) {
      const isTopic = meaningOf(tokens, index, names)?.is === 'topic';
      return isTopic ? topicDocumentation(this.#cluster, contentOf(token)) : undefined;
    }
    if (token.kind !== 'name') return undefined;
    const start = expressionStart(tokens, index + 1);
    const value = valueOfExpression(tokens.slice(start, index + 1), names);
    if (start < index) return value && withNote(documentationOf(value));
    const call = tokens[index + 1]?.text === '=' ? callAround(tokens, index, names) : undefined;
    const isKeyword = call?.parameters.some((each) => parameterName(each) === token.text);
    if (call !== undefined && isKeyword) return withNote(documentationOf(call.callee));
    if (value?.is === 'class' || value?.is === 'module') return withNote(documentationOf(value));
    if (value !== undefined) return withNote(variableDocumentation(token.text, value));
    return valueOfImported(token.text, tokens, index, names);
  }
}

/** A class in its own import. */
function valueOfImported(
  name: string,
  tokens: PythonText['tokens'],
  index: number,
  names: Names,
): string | undefined {
  const before = tokens.slice(0, index).findLast(({ kind }) => kind === 'newline');
  const statement = tokens.filter(
    ({ start }) => start >= (before?.end ?? 0) && start < tokens[index]!.start,
  );
  if (statement[0]?.text !== 'from') return undefined;
  const value = valueOfName(name, names);
  return value && withNote(documentationOf(value));
}

function startOfWord({ tokens }: PythonText, offset: number): number {
  const word = tokens.find(
    ({ kind, start, end }) => kind === 'name' && start < offset && offset <= end,
  );
  return word?.start ?? offset;
}
