import type { Hover } from 'vscode-languageserver';
import { readArguments } from '../../console/options/parse-options.ts';
import { insteadOf } from '../../console/server-scripts.ts';
import { commandName } from '../../console/tools.ts';
import type { ScannedWord } from '../../kernel/console/command-line.ts';
import type { ClusterKnowledge } from '../cell-language.ts';
import { markdown } from '../markdown.ts';
import { topicDocumentation } from '../topics/topic-items.ts';
import type { ConsoleCellText } from './cell-text.ts';
import { keysOf, pairsIn } from './config-keys.ts';
import {
  keyDocumentation,
  optionDocumentation,
  shellDocumentation,
  toolDocumentation,
} from './documentation.ts';
import { entityOf } from './entity-of.ts';
import { type Place, placeAt } from './place.ts';
import type { ToolCatalogue } from './tool-catalogue.ts';

/** What is to be said of the word at an offset. */
export function hoverAt(
  cell: ConsoleCellText,
  offset: number,
  tools: ToolCatalogue,
  cluster: ClusterKnowledge,
): Hover | undefined {
  const line = cell.commands.findLast(({ start }) => start <= offset);
  const word = line?.words.find(({ start, end }) => start <= offset && offset < end);
  if (word === undefined) return inputHover(cell, offset, tools);
  // The word as a whole is meant, wherever in it the pointer is.
  const place = placeAt(cell, word.end, tools);
  const text = place && documentationOf(place, word, offset, tools, cluster);
  if (text === undefined) return undefined;
  return hover(cell, word, text);
}

function hover(
  cell: ConsoleCellText,
  span: { readonly start: number; readonly end: number },
  value: string,
): Hover {
  return { contents: markdown(value), range: cell.range(span) };
}

/** Commands of ZooKeeper's shell stand on the lines below it. */
function inputHover(
  cell: ConsoleCellText,
  offset: number,
  tools: ToolCatalogue,
): Hover | undefined {
  const rest = /^\S*/.exec(cell.text.slice(offset))![0].length;
  const place = placeAt(cell, offset + rest, tools);
  if (place?.kind !== 'shell-command') return undefined;
  const text = shellDocumentation(place.typed);
  return text === undefined ? undefined : hover(cell, place.span, text);
}

function documentationOf(
  place: Place,
  word: ScannedWord,
  offset: number,
  tools: ToolCatalogue,
  cluster: ClusterKnowledge,
): string | undefined {
  switch (place.kind) {
    case 'command': {
      const tool = tools.get(commandName(place.typed));
      if (tool !== undefined) return toolDocumentation(tool);
      return insteadOf(place.typed);
    }
    case 'subcommand': {
      const tool = tools.get(commandName(place.typed));
      return tool && toolDocumentation(tool);
    }
    case 'flag':
      return flagDocumentation(place, place.typed);
    case 'value':
      // In one word with its option.
      if (word.text.startsWith('-') && offset < place.span.start - 1) {
        return optionDocumentation(place.name, place.option);
      }
      return valueDocumentation(place, offset, cluster);
    case 'shell-command':
      return shellDocumentation(place.typed);
    case 'shell-argument': {
      const topic = /^\/(?:brokers|config)\/topics\/([^/]+)/.exec(place.typed)?.[1];
      return topic === undefined ? undefined : topicDocumentation(cluster, topic);
    }
    case 'input':
      return undefined;
  }
}

function flagDocumentation(
  { tool }: Extract<Place, { kind: 'flag' }>,
  typed: string,
): string | undefined {
  const { options } = tool.command!;
  const [read] = readArguments([typed], options);
  if (read === undefined || read.kind === 'rest' || read.name === undefined) return undefined;
  return optionDocumentation(read.name, options[read.name]!);
}

function valueDocumentation(
  place: Extract<Place, { kind: 'value' }>,
  offset: number,
  cluster: ClusterKnowledge,
): string | undefined {
  const { option, line, tool, typed, span, name } = place;
  const entity = entityOf(line, tool);
  const keys = keysOf(option, entity.type);
  if (keys !== undefined) {
    const at = offset - span.start;
    const pair = pairsIn(typed, keys).findLast(({ keyStart }) => keyStart <= at);
    const key = keys.keys.find((each) => each.name === pair?.key);
    return key && keyDocumentation(key, keys.of);
  }
  const isTopic =
    option.kind === 'topic' ||
    option.kind === 'topics' ||
    (option.kind === 'entity' && entity.type === 'topics');
  const topic = isTopic ? topicDocumentation(cluster, typed) : undefined;
  return topic ?? optionDocumentation(name, option);
}
