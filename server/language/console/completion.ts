import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type Range,
} from 'vscode-languageserver';
import { persistentPaths } from '../../broker/metadata/znode-paths.ts';
import { readArguments } from '../../console/options/parse-options.ts';
import { shellCommands } from '../../console/zookeeper-shell/shell.ts';
import { CellFailure } from '../../kernel/executor.ts';
import type { ClusterKnowledge } from '../cell-language.ts';
import { markdown } from '../markdown.ts';
import { topicItems } from '../topics/topic-items.ts';
import type { ConsoleCellText } from './cell-text.ts';
import { keysOf, type OptionKeys, pairsIn } from './config-keys.ts';
import {
  keyDocumentation,
  optionDocumentation,
  shellDocumentation,
  toolDocumentation,
  usageOf,
} from './documentation.ts';
import { entityOf } from './entity-of.ts';
import type { Place } from './place.ts';
import { flagOf, type ToolCatalogue, toldOptions } from './tool-catalogue.ts';

export interface CompletionSource {
  readonly cell: ConsoleCellText;
  readonly tools: ToolCatalogue;
  readonly cluster: ClusterKnowledge;
  /** Where the selected cluster is; empty while it does not run. */
  readonly bootstrap: string;
}

type InTool = Extract<Place, { kind: 'flag' | 'value' }>;
type Value = Extract<Place, { kind: 'value' }>;

/** What could stand at a place. */
export function completionsAt(place: Place, source: CompletionSource): CompletionItem[] {
  const { cell, tools } = source;
  switch (place.kind) {
    case 'command':
      return commands(tools, cell.range(place.span), place.typed);
    case 'subcommand':
      return subcommands(tools, cell.range(place.span));
    case 'flag':
      return flags(place, cell.range(place.span));
    case 'value': {
      const items = values(place, source);
      return place.mayBeFlag ? [...items, ...flags(place, cell.range(place.span))] : items;
    }
    case 'shell-command':
      return [
        ...shellItems(cell.range(place.span)),
        ...(place.mayBeAddress ? addresses(cell.range(place.span), '', 'zookeeper') : []),
      ];
    case 'shell-argument':
      return place.typed.startsWith('/') || place.typed === ''
        ? znodes(cell.range(place.span), source.cluster)
        : [];
    case 'input':
      return nextCommand(place, source);
  }
}

/** Both with and without `.sh`, as it was begun. */
function commands(tools: ToolCatalogue, range: Range, typed: string): CompletionItem[] {
  const names = Array.from(tools.values(), (tool) =>
    item(tool.script, range, {
      kind: CompletionItemKind.Function,
      detail: tool.summary,
      documentation: toolDocumentation(tool),
      sortText: `1${tool.script}`,
    }),
  );
  const scripts = Array.from(tools.values(), (tool) =>
    item(`${tool.script}.sh`, range, {
      kind: CompletionItemKind.Function,
      detail: tool.summary,
      documentation: toolDocumentation(tool),
      // The course's notation is taken, and not put before the other.
      sortText: `${typed.includes('.') ? 0 : 2}${tool.script}`,
    }),
  );
  const millrace = item('millrace', range, {
    kind: CompletionItemKind.Function,
    detail: 'the tools by their short names',
    sortText: '3',
  });
  return [...names, ...scripts, millrace];
}

function subcommands(tools: ToolCatalogue, range: Range): CompletionItem[] {
  return Array.from(tools.values(), (tool) =>
    item(tool.name, range, {
      kind: CompletionItemKind.Function,
      detail: tool.summary,
      documentation: toolDocumentation(tool),
    }),
  );
}

/** A line below a producer may be the next command. */
function nextCommand(
  { line, typed }: Extract<Place, { kind: 'input' }>,
  { cell, tools }: CompletionSource,
): CompletionItem[] {
  const word = typed.trimStart();
  const isBegun = /^(kaf|zoo|mill)[\w.-]*$/.test(word);
  if (!isBegun) return [];
  const start = line.start + typed.length - word.length;
  return commands(tools, cell.range({ start, end: start + word.length }), word);
}

/** Those that were not given first, then those that may be again, then deprecated ones. */
function flags(place: InTool, range: Range): CompletionItem[] {
  const { options } = place.tool.command!;
  const given = givenOptions(place);
  return toldOptions(options)
    .filter(([name, option]) => !given.has(name) || option.multiple)
    .map(([name, option]) => {
      const rank = option.deprecated ? 4 : given.has(name) ? 3 : name in common ? 2 : 1;
      return item(flagOf(name), range, {
        kind: CompletionItemKind.Property,
        detail: usageOf(name, option).slice(flagOf(name).length + 1),
        documentation: optionDocumentation(name, option),
        sortText: `${rank}${name}`,
        ...(option.deprecated && { tags: [CompletionItemTag.Deprecated] }),
      });
    });
}

/** What every tool has. */
const common = { help: true, version: true };

/** The options of a command, without the one that is being typed. */
function givenOptions({ line, span, tool }: InTool): ReadonlySet<string> {
  if (line.command === undefined || CellFailure.is(line.command)) return new Set();
  const args = line.command.args.filter((word) => word.start > span.end || word.end < span.start);
  const texts = args.map(({ text }) => text);
  const given = new Set<string>();
  for (const read of readArguments(texts, tool.command!.options)) {
    if (read.kind !== 'rest' && read.name !== undefined) given.add(read.name);
  }
  return given;
}

function values(place: Value, source: CompletionSource): CompletionItem[] {
  const { option, line } = place;
  const { cell, cluster } = source;
  const range = cell.range(place.span);
  const keys = keysOf(option, entityOf(line, place.tool).type);
  if (keys !== undefined) return pairs(place, keys, source);
  switch (option.kind) {
    case 'topic':
    case 'topics':
      return topicItems(cluster, range);
    case 'group':
      return groupItems(cluster, range);
    case 'brokers':
    case 'zookeeper':
      return addresses(range, source.bootstrap, option.kind);
    case 'entity':
      return entities(entityOf(line, place.tool).type, source, range);
    default:
      return choices(place, cell);
  }
}

/** Behind the last comma, since a few options take several. */
function choices({ option, typed, span }: Value, cell: ConsoleCellText): CompletionItem[] {
  const behind = option.optional ? typed.lastIndexOf(',') + 1 : 0;
  const range = cell.range({ start: Math.min(span.start + behind, span.end), end: span.end });
  return (option.choices ?? []).map((choice, index) =>
    item(choice, range, {
      kind: CompletionItemKind.EnumMember,
      sortText: String(index).padStart(3, '0'),
    }),
  );
}

function pairs(
  { typed, span }: Value,
  keys: OptionKeys,
  { cell, cluster }: CompletionSource,
): CompletionItem[] {
  const all = pairsIn(typed, keys);
  const last = all.at(-1)!;
  const given = new Set(all.slice(0, -1).map(({ key }) => key));
  if (last.value === undefined) {
    const range = cell.range({ start: span.start + last.keyStart, end: span.end });
    return keys.keys
      .filter(({ name }) => !given.has(name))
      .map((key) =>
        item(key.name, range, {
          kind: CompletionItemKind.Property,
          detail: key.default === null ? key.type : `${key.type} = ${key.default}`,
          documentation: keyDocumentation(key, keys.of),
          newText: keys.areBare ? key.name : `${key.name}=`,
          // The value is next.
          ...(!keys.areBare && { command: suggestNext }),
        }),
      );
  }
  const key = keys.keys.find(({ name }) => name === last.key);
  const range = cell.range({ start: span.start + last.valueStart, end: span.end });
  if (key === undefined) return [];
  if (key.name === 'group.id') return groupItems(cluster, range);
  const words = key.choices ?? (key.default === null ? [] : [key.default]);
  return words.map((word, index) =>
    item(word, range, {
      kind: CompletionItemKind.EnumMember,
      ...(word === key.default && { detail: 'default' }),
      sortText: String(index).padStart(3, '0'),
    }),
  );
}

const suggestNext = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

function entities(
  type: string | undefined,
  { cluster }: CompletionSource,
  range: Range,
): CompletionItem[] {
  if (type === 'topics') return topicItems(cluster, range);
  return type === 'groups' ? groupItems(cluster, range) : [];
}

function groupItems(cluster: ClusterKnowledge, range: Range): CompletionItem[] {
  return (cluster.groups() ?? []).map((group) =>
    item(group, range, { kind: CompletionItemKind.Constant, detail: 'consumer group' }),
  );
}

/** The selected cluster's first, then what the course and Kafka's documentation write: both are taken for it. */
function addresses(
  range: Range,
  bootstrap: string,
  kind: 'brokers' | 'zookeeper',
): CompletionItem[] {
  const all = kind === 'zookeeper' ? ['localhost:2181'] : [bootstrap, 'localhost:9092'];
  return [...new Set(all)]
    .filter((address) => address !== '')
    .map((address, index) =>
      item(address, range, {
        ...{ kind: CompletionItemKind.Constant, detail: 'the selected cluster' },
        sortText: String(index),
      }),
    );
}

function shellItems(range: Range): CompletionItem[] {
  return Object.entries(shellCommands).map(([name, { usage }]) =>
    item(name, range, {
      kind: CompletionItemKind.Function,
      detail: usage,
      documentation: shellDocumentation(name)!,
    }),
  );
}

/** Where Kafka keeps what it knows. */
function znodes(range: Range, cluster: ClusterKnowledge): CompletionItem[] {
  const topics = (cluster.topics() ?? []).map(({ name }) => `/brokers/topics/${name}`);
  return ['/', ...persistentPaths, '/controller', ...topics].map((path) =>
    item(path, range, { kind: CompletionItemKind.File }),
  );
}

interface ItemParts extends Partial<Omit<CompletionItem, 'documentation'>> {
  /** Markdown. */
  readonly documentation?: string;
  /** What is put in; the label unless told. */
  readonly newText?: string;
}

function item(label: string, range: Range, parts: ItemParts): CompletionItem {
  const { documentation, newText = label, ...rest } = parts;
  return {
    ...{ label, filterText: label, textEdit: { range, newText } },
    ...rest,
    ...(documentation !== undefined && {
      documentation: markdown(documentation),
    }),
  };
}
