import { type CompletionItem, CompletionItemKind, type Range } from 'vscode-languageserver';
import type { ClusterKnowledge } from '../cell-language.ts';
import { consumerKeys } from '../console/client-keys.ts';
import { markdown } from '../markdown.ts';
import { topicItems } from '../topics/topic-items.ts';
import { documentationOf, signatureOf, variableDocumentation } from './documentation.ts';
import { classes, classesIn, classNamed, modules } from './pyspark/names.ts';
import type { PythonText } from './python-text.ts';
import { meaningOf, type TextMeaning } from './text-meaning.ts';
import type { Token } from './tokens.ts';
import {
  attributeOf,
  expressionStart,
  memberValue,
  type Names,
  type Value,
  valueOfExpression,
} from './values.ts';

export interface CompletionSource {
  readonly cell: PythonText;
  readonly names: Names;
  readonly cluster: ClusterKnowledge;
  /** Where the selected cluster is; empty while it does not run. */
  readonly bootstrap: string;
}

/** What could stand at an offset. */
export function completionsAt(offset: number, source: CompletionSource): CompletionItem[] {
  const { cell, names } = source;
  const { tokens } = cell;
  const text = textAt(tokens, offset);
  if (text !== undefined) {
    const { inner } = tokens[text]!;
    const meaning = meaningOf(tokens, text, names);
    return meaning === undefined ? [] : textItems(meaning, cell.range(inner!), source);
  }
  if (
    tokens.some(({ kind, start, end }) => kind === 'comment' && start < offset && offset <= end)
  ) {
    return [];
  }
  const current = tokens.findIndex(
    ({ kind, start, end }) => kind === 'name' && start < offset && offset <= end,
  );
  const next = tokens.findIndex(({ end }) => end > offset);
  const at = current !== -1 ? current : next === -1 ? tokens.length : next;
  // In a number, or right behind one, nothing begins.
  if (current === -1 && tokens.some((each) => each.kind === 'number' && each.end === offset)) {
    return [];
  }
  const span = tokens[current] ?? { start: offset, end: offset };
  const range = cell.range(span);
  const imported = importAt(tokens, at);
  if (imported !== undefined) return importItems(imported, range);
  if (tokens[at - 1]?.text === '.') {
    const start = expressionStart(tokens, at - 1);
    const value = valueOfExpression(tokens.slice(start, at - 1), names);
    return value === undefined ? [] : memberItems(value, range);
  }
  // A name that is being defined is the user's to find.
  if (['def', 'class', 'for', 'as', 'lambda'].includes(tokens[at - 1]?.text ?? '')) return [];
  return [...nameItems(names, tokens[current]?.text, range), ...classItems(names, range)];
}

/** The text that an offset is in. */
export function textAt(tokens: readonly Token[], offset: number): number | undefined {
  const index = tokens.findIndex(
    ({ inner }) => inner !== undefined && inner.start <= offset && offset <= inner.end,
  );
  return index === -1 ? undefined : index;
}

/** What is being imported before an index: `module` where a module is to be named, its name where something of it is. */
function importAt(
  tokens: readonly Token[],
  end: number,
): { module: string; of: boolean } | undefined {
  let start = end;
  while (start > 0 && tokens[start - 1]!.kind !== 'newline') start -= 1;
  const statement = tokens.slice(start, end).map(({ text }) => text);
  const [first, ...rest] = statement;
  if (first !== 'import' && first !== 'from') return undefined;
  const at = rest.indexOf('import');
  if (first === 'from' && at !== -1) return { module: rest.slice(0, at).join(''), of: true };
  const from = rest.lastIndexOf(',') + 1;
  return { module: rest.slice(from).join(''), of: false };
}

function importItems({ module, of }: { module: string; of: boolean }, range: Range) {
  // `pyspark.` so far; what follows is one part of the name.
  const prefix = of ? `${module}.` : module;
  const parts = modules.flatMap((each) =>
    each.startsWith(prefix) && each !== module ? [each.slice(prefix.length).split('.')[0]!] : [],
  );
  const items = [...new Set(parts)].map((part) =>
    item(part, range, { kind: CompletionItemKind.Module, detail: 'PySpark' }),
  );
  if (!of) return items;
  return [...items, ...classesIn(module).map(([name]) => classItem(name, range))];
}

function memberItems(of: Value, range: Range): CompletionItem[] {
  if (of.is === 'module') {
    return [
      ...importItems({ module: of.path, of: true }, range).filter(
        ({ kind }) => kind === CompletionItemKind.Module,
      ),
      ...classesIn(of.path).map(([name]) => classItem(name, range)),
    ];
  }
  const value = attributeOf(of);
  if (value === undefined || value.is === 'member' || value.is === 'module') return [];
  const declared = classNamed(value.is === 'class' ? value.name : value.of);
  const members = value.is === 'class' ? declared?.statics : declared?.members;
  return Object.entries(members ?? {}).map(([name, [parameters]]) => {
    const member = memberValue(value, name)!;
    return item(name, range, {
      kind: parameters === undefined ? CompletionItemKind.Property : CompletionItemKind.Method,
      detail: signatureOf(member),
      documentation: documentationOf(member),
    });
  });
}

/** @param typed the name that is being typed, which is no definition */
function nameItems(names: Names, typed: string | undefined, range: Range): CompletionItem[] {
  return [...names].flatMap(([name, value]) => {
    if (name === typed && value === undefined) return [];
    return [
      item(name, range, {
        kind:
          value?.is === 'class'
            ? CompletionItemKind.Class
            : value?.is === 'module'
              ? CompletionItemKind.Module
              : CompletionItemKind.Variable,
        ...(value !== undefined && { detail: signatureOf(value) }),
        documentation:
          value === undefined || value.is === 'object'
            ? variableDocumentation(name, value)
            : documentationOf(value),
        sortText: `1${name}`,
      }),
    ];
  });
}

/** Classes that are not imported yet come with their import. */
function classItems(names: Names, range: Range): CompletionItem[] {
  return Object.entries(classes).flatMap(([name, { module, parameters, statics }]) => {
    const isMade = parameters !== undefined || statics !== undefined;
    if (!isMade || names.has(name)) return [];
    const top = { line: 0, character: 0 };
    const newText = `from ${module} import ${name}\n`;
    return [
      {
        ...classItem(name, range),
        sortText: `2${name}`,
        additionalTextEdits: [{ range: { start: top, end: top }, newText }],
      },
    ];
  });
}

function classItem(name: string, range: Range): CompletionItem {
  const value: Value = { is: 'class', name };
  return item(name, range, {
    kind: CompletionItemKind.Class,
    detail: classNamed(name)!.module,
    documentation: documentationOf(value),
  });
}

function textItems(
  meaning: TextMeaning,
  range: Range,
  { cluster, bootstrap }: CompletionSource,
): CompletionItem[] {
  switch (meaning.is) {
    case 'topic':
      return topicItems(cluster, range);
    case 'group':
      return (cluster.groups() ?? []).map((group) => constant(group, range, 'consumer group'));
    case 'zookeeper':
      return [constant('localhost:2181', range, 'the selected cluster')];
    case 'config-key':
      return ['metadata.broker.list', ...consumerKeys.map(({ name }) => name)].map((name) => {
        const documentation = consumerKeys.find((key) => key.name === name)?.documentation;
        return item(name, range, {
          kind: CompletionItemKind.Property,
          documentation: documentation ?? 'Brokers to begin with, as Spark 2.4 has it.',
        });
      });
    case 'config-value': {
      if (['metadata.broker.list', 'bootstrap.servers'].includes(meaning.key)) {
        const all = [bootstrap, 'localhost:9092'].filter((each) => each !== '');
        return [...new Set(all)].map((each) => constant(each, range, 'the selected cluster'));
      }
      if (meaning.key === 'group.id') {
        return (cluster.groups() ?? []).map((group) => constant(group, range, 'consumer group'));
      }
      const key = consumerKeys.find(({ name }) => name === meaning.key);
      return (key?.choices ?? []).map((choice) => constant(choice, range));
    }
  }
}

function constant(label: string, range: Range, detail?: string): CompletionItem {
  return item(label, range, {
    kind: CompletionItemKind.Constant,
    ...(detail !== undefined && { detail }),
  });
}

function item(
  label: string,
  range: Range,
  {
    documentation,
    ...parts
  }: Partial<Omit<CompletionItem, 'documentation'>> & { documentation?: string },
): CompletionItem {
  return {
    ...{ label, textEdit: { range, newText: label } },
    ...parts,
    ...(documentation !== undefined && {
      documentation: markdown(documentation),
    }),
  };
}
