// What is wrong with the commands of a cell, as far as that can be told without running them.

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
} from 'vscode-languageserver';
import { topicFilter } from '../../console/cluster/topic-filter.ts';
import {
  type ReadArgument,
  type ReadOption,
  readArguments,
  type WrongArgument,
} from '../../console/options/parse-options.ts';
import { insteadOf } from '../../console/server-scripts.ts';
import { shellCommands } from '../../console/zookeeper-shell/shell.ts';
import { locate } from '../../kernel/console/addresses.ts';
import type { ScannedWord } from '../../kernel/console/command-line.ts';
import {
  type CommandWords,
  type ScannedCommand,
  zookeeperCommand,
} from '../../kernel/console/console-commands.ts';
import { CellFailure } from '../../kernel/executor.ts';
import { nearest } from '../../node/suggestion.ts';
import type { ClusterKnowledge } from '../cell-language.ts';
import { createTopicAction, isTopicName, missingTopic } from '../topics/missing-topic.ts';
import type { ConsoleCellText } from './cell-text.ts';
import { keysOf, type OptionKeys, pairsIn } from './config-keys.ts';
import { entityOf } from './entity-of.ts';
import type { Span } from './place.ts';
import { flagOf, type Tool, type ToolCatalogue } from './tool-catalogue.ts';

export interface DiagnosticsSource {
  readonly tools: ToolCatalogue;
  readonly cluster: ClusterKnowledge;
  /** Topics that cells of the notebook create. */
  readonly created: ReadonlySet<string>;
}

/** What a diagnostic carries for its quick fix: what is to stand in its place. */
interface Replacement {
  readonly replacement: string;
}

type Call = CommandWords<ScannedWord>;

export function diagnosticsOf(cell: ConsoleCellText, source: DiagnosticsSource): Diagnostic[] {
  return cell.commands.flatMap((line) => [...new LineDiagnostics(cell, line, source).all()]);
}

/** The quick fixes of what is wrong. */
export function fixesFor(uri: string, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const creation = createTopicAction(diagnostic);
    if (creation !== undefined) return [creation];
    const { replacement } = (diagnostic.data ?? {}) as Partial<Replacement>;
    if (replacement === undefined) return [];
    const edit = { changes: { [uri]: [{ range: diagnostic.range, newText: replacement }] } };
    return [
      {
        ...{ title: `Change to ${replacement}`, kind: CodeActionKind.QuickFix, edit },
        ...{ diagnostics: [diagnostic], isPreferred: true },
      },
    ];
  });
}

/** The topics that the commands of a cell create. */
export function topicsCreatedIn(cell: ConsoleCellText, tools: ToolCatalogue): string[] {
  const { options } = tools.get('topics')!.command!;
  return cell.commands.flatMap(({ command }) => {
    if (command === undefined || CellFailure.is(command) || command.tool !== 'topics') return [];
    const read = [...readArguments(textsOf(command), options)].filter(isOption);
    if (!read.some(({ name }) => name === 'create')) return [];
    return read.flatMap(({ name, value }) => (name === 'topic' ? [String(value)] : []));
  });
}

class LineDiagnostics {
  readonly #cell: ConsoleCellText;
  readonly #line: ScannedCommand;
  readonly #source: DiagnosticsSource;

  constructor(cell: ConsoleCellText, line: ScannedCommand, source: DiagnosticsSource) {
    this.#cell = cell;
    this.#line = line;
    this.#source = source;
  }

  *all(): Generator<Diagnostic> {
    const { problems, command } = this.#line;
    for (const { message, ...span } of problems) yield this.#error(span, message);
    if (command === undefined) return;
    if (CellFailure.is(command)) {
      // Behind `export PATH=…` or a pipe there is enough that is wrong.
      yield this.#unknownCommand(command);
      return;
    }
    const tool = this.#source.tools.get(command.tool);
    if (tool === undefined) yield* this.#serverScript(command);
    else if (tool.command === undefined) yield* this.#shell(command);
    else yield* this.#call(command, tool);
  }

  #unknownCommand({ message }: CellFailure): Diagnostic {
    const [first, second] = this.#line.words as [ScannedWord, ScannedWord?];
    const isMillrace = first.text === 'millrace' && second !== undefined;
    const word = isMillrace ? second : first;
    const { tools } = this.#source;
    const known = Array.from(tools.values(), ({ name, script }) => (isMillrace ? name : script));
    const suffix = /\.(sh|bat|cmd)$/.exec(word.text)?.[0] ?? '';
    const meant = nearest(word.text.slice(0, word.text.length - suffix.length), known);
    const [why = ''] = message.split('\n');
    return this.#error(word, why, meant && `${meant}${suffix}`);
  }

  *#serverScript({ tool }: Call): Generator<Diagnostic> {
    const advice = insteadOf(tool)?.split('\n')[0];
    if (advice !== undefined) yield this.#warning(this.#line.words[0]!, advice);
  }

  *#shell({ args }: Call): Generator<Diagnostic> {
    const [word] = zookeeperCommand(args);
    if (word !== undefined) yield* this.#shellCommand(word.text, word);
    const { input } = this.#line;
    if (input === undefined) return;
    const { text } = this.#cell;
    for (const match of text.slice(input.start, input.end).matchAll(/^[ \t]*(\S+)/gm)) {
      const start = input.start + match.index + match[0].length - match[1]!.length;
      yield* this.#shellCommand(match[1]!, { start, end: start + match[1]!.length });
    }
  }

  *#shellCommand(name: string, span: Span): Generator<Diagnostic> {
    if (Object.hasOwn(shellCommands, name) || name.startsWith('#')) return;
    const meant = nearest(name, Object.keys(shellCommands));
    const message = `${name} is no command of ZooKeeper's shell`;
    yield this.#error(
      span,
      `${message}${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
      meant,
    );
  }

  *#call(call: Call, tool: Tool): Generator<Diagnostic> {
    const read = [...readArguments(textsOf(call), tool.command!.options)];
    let isRead = true;
    let before: ReadArgument | undefined;
    for (const each of read) {
      if (each.kind === 'wrong') {
        isRead = false;
        yield this.#wrong(call, each);
      } else if (each.kind === 'option') {
        for (const wrong of this.#option(call, tool, each)) {
          isRead &&= wrong.severity !== DiagnosticSeverity.Error;
          yield wrong;
        }
      } else if (before?.kind !== 'wrong' && this.#line.problems.length === 0) {
        const word = call.args[each.at]!;
        yield this.#warning(word, `${word.text} belongs to no option, and is ignored.`);
      }
      before = each;
    }
    if (isRead) yield* this.#rules(call, tool, read.filter(isOption));
  }

  #wrong({ args }: Call, { at, message, valueAt, suggestion }: WrongArgument): Diagnostic {
    const word = args[valueAt ?? at]!;
    if (suggestion === undefined) return this.#error(word, sentence(message));
    // What stands behind the name stays.
    const name = /^[^=]*/.exec(word.text)![0];
    return this.#error(
      { start: word.start, end: Math.min(word.end, word.start + name.length) },
      sentence(message),
      flagOf(suggestion),
    );
  }

  *#option(
    { args }: Call,
    tool: Tool,
    { name, at, valueAt, value }: ReadOption,
  ): Generator<Diagnostic> {
    if (value === true || valueAt === undefined) return;
    const option = tool.command!.options[name]!;
    const word = args[valueAt]!;
    // Of what is in one word with its option, the part behind the sign of equality.
    const offset = valueAt === at && word.text.startsWith('-') ? word.text.indexOf('=') + 1 : 0;
    const text = word.text.slice(offset);
    if (word.placeholder !== undefined) return;
    const span = spanOf(word, this.#cell.text, offset, text.length);
    const keys = keysOf(option, entityOf(this.#line, tool).type);
    if (keys !== undefined) yield* this.#pairs(text, keys, span);
    else if (option.choices !== undefined) yield* this.#choice(text, option.choices, span, name);
    else yield* this.#topic(tool, name, text, span);
  }

  *#choice(
    text: string,
    choices: readonly string[],
    span: Span,
    name: string,
  ): Generator<Diagnostic> {
    const lower = choices.map((choice) => choice.toLowerCase());
    const wrong = text
      .split(',')
      .find((part) => !lower.includes(part.trim().toLowerCase()) && !/^[+-]?\d+$/.test(part));
    if (wrong === undefined || text === '') return;
    const message = `${wrong} is no value of ${flagOf(name)}: it takes ${choices.join(', ')}.`;
    yield this.#error(span, message, nearest(wrong, choices));
  }

  *#pairs(text: string, keys: OptionKeys, span: Span): Generator<Diagnostic> {
    for (const pair of pairsIn(text, keys)) {
      const keySpan = within(span, pair.keyStart, pair.keyStart + pair.key.length);
      if (pair.key === '' || (pair.value === undefined && !keys.areBare)) {
        yield this.#error(
          within(span, pair.keyStart, pair.end),
          `${pair.key || 'This'} is not in the form key=value.`,
        );
        continue;
      }
      const key = keys.keys.find(({ name }) => name === pair.key);
      if (key === undefined) {
        yield* this.#unknownKey(pair.key, keys, keySpan);
        continue;
      }
      if (pair.value === undefined) continue;
      try {
        key.check(pair.value.replace(/^\[|\]$/g, ''));
      } catch (error) {
        const why = (error as Error).message;
        const message = why.includes(pair.key) ? why : `${pair.key}: ${why}`;
        yield this.#error(within(span, pair.valueStart, pair.end), sentence(message));
      }
    }
  }

  *#unknownKey(
    name: string,
    { keys, of, isComplete }: OptionKeys,
    span: Span,
  ): Generator<Diagnostic> {
    const meant = nearest(
      name,
      keys.map((key) => key.name),
    );
    // Clients have keys that mean nothing here, and are to be taken.
    if (!isComplete && meant === undefined) return;
    const hint = meant === undefined ? '.' : `; did you mean ${meant}?`;
    const message = `${name} is no key of ${of}${hint}`;
    yield isComplete ? this.#error(span, message, meant) : this.#warning(span, message, meant);
  }

  /** A topic that has to be there. */
  *#topic(tool: Tool, name: string, text: string, span: Span): Generator<Diagnostic> {
    const { kind } = tool.command!.options[name]!;
    const isPattern = kind === 'topics';
    if (name !== 'topic' || (kind !== 'topic' && !isPattern)) return;
    const { command } = this.#line;
    const read = [...readArguments(textsOf(command as Call), tool.command!.options)].filter(
      isOption,
    );
    if (read.some((each) => ['create', 'if-exists', 'list'].includes(each.name))) return;
    const topic = kind === 'topic' ? text.replace(/:[\d,]*$/, '') : text;
    if (!isTopicName(topic)) return;
    const topics = this.#source.cluster.topics();
    if (topics === undefined || this.#source.created.has(topic)) return;
    const matches = isPattern ? topicFilter(topic) : (each: string) => each === topic;
    if (topics.some((each) => matches(each.name))) return;
    yield missingTopic(this.#cell.range(within(span, 0, topic.length)), topic);
  }

  /** What goes together, as the tool looks at it when it runs. */
  *#rules(call: Call, tool: Tool, read: readonly ReadOption[]): Generator<Diagnostic> {
    if (call.args.length === 0 || read.some(({ name }) => name === 'help' || name === 'version')) {
      return;
    }
    try {
      tool.command!.check(locate({ ...call, text: '', input: undefined }, somewhere).args);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const { message } = error;
      yield this.#error(this.#culprit(call, message, read), sentence(message));
    }
  }

  /** The word that a message is about: a placeholder, the last of the options that it names, or the command. */
  #culprit({ args }: Call, message: string, read: readonly ReadOption[]): Span {
    const placeholder = args.find(
      (word) => word.placeholder !== undefined && message.startsWith(word.placeholder),
    );
    if (placeholder !== undefined) return placeholder;
    const named = read.findLast(
      ({ name }) => message.includes(`[${name}]`) || message.includes(`--${name} `),
    );
    const [command, subcommand] = this.#line.words;
    const called = command!.text === 'millrace' ? (subcommand ?? command!) : command!;
    return named === undefined ? called : args[named.at]!;
  }

  #error(span: Span, message: string, replacement?: string): Diagnostic {
    return this.#diagnostic(DiagnosticSeverity.Error, span, message, replacement);
  }

  #warning(span: Span, message: string, replacement?: string): Diagnostic {
    return this.#diagnostic(DiagnosticSeverity.Warning, span, message, replacement);
  }

  #diagnostic(
    severity: DiagnosticSeverity,
    span: Span,
    message: string,
    replacement?: string,
  ): Diagnostic {
    return {
      ...{ range: this.#cell.range(span), severity, source: 'millrace', message },
      ...(replacement !== undefined && { data: { replacement } satisfies Replacement }),
    };
  }
}

/** Where commands find a cluster that do not name one. */
const somewhere = { id: '', name: '', bootstrap: 'localhost:9092', zookeeper: 'localhost:2181' };

function textsOf({ args }: Call): string[] {
  return args.map(({ text }) => text);
}

function isOption(read: ReadArgument): read is ReadOption {
  return read.kind === 'option';
}

/** Where a part of a word stands that is as long as it says, but for quotes around it; the whole word otherwise. */
function spanOf(word: ScannedWord, text: string, offset: number, length: number): Span {
  const isQuoted = /['"]/.test(text[word.start]!);
  const start = word.start + offset + (isQuoted ? 1 : 0);
  return start + length <= word.end ? { start, end: start + length } : word;
}

function within(span: Span, from: number, to: number): Span {
  return {
    start: Math.min(span.end, span.start + from),
    end: Math.min(span.end, span.start + to),
  };
}

function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}
