// Kafka's tools as they describe themselves.

import { isKafkaCommand, type KafkaCommand } from '../../console/kafka-tool.ts';
import type { Option, Options } from '../../console/options/option.ts';
import { commandName, tools } from '../../console/tools.ts';
import { consoleTools, scriptName } from '../../kernel/console/tools.ts';

/** A tool that runs in console cells. */
export interface Tool {
  /** As the command line lists it: `topics`. */
  readonly name: string;
  /** As one types it: `kafka-topics`. */
  readonly script: string;
  readonly summary: string;
  /** What it takes; undefined for `zookeeper-shell`, which takes commands of its own. */
  readonly command: KafkaCommand | undefined;
}

/** All tools by name. They are loaded once, when somebody first wants to know. */
export type ToolCatalogue = ReadonlyMap<string, Tool>;

let loading: Promise<ToolCatalogue> | undefined;

export function toolCatalogue(): Promise<ToolCatalogue> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ToolCatalogue> {
  const all = await Promise.all(
    Object.keys(consoleTools).map(async (name): Promise<Tool> => {
      const { summary, load: loadCommand } = tools[commandName(name)]!;
      const command = await loadCommand();
      const script = scriptName(name);
      return {
        ...{ name, script, summary: summary.slice(summary.indexOf(': ') + 2) },
        command: isKafkaCommand(command) ? command : undefined,
      };
    }),
  );
  return new Map(all.map((tool) => [tool.name, tool]));
}

/** An option as one types it: with two dashes, or one before a single letter. */
export function flagOf(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

/** Whether an option has to be given, as its help says. */
export function isRequired({ help }: Option): boolean {
  return /^REQUIRED(?! unless)|REQUIRED\.$/.test(help);
}

/** The options that a tool tells of: without those that are taken for the sake of old scripts alone. */
export function toldOptions(options: Options): [name: string, option: Option][] {
  return Object.entries(options).filter(([, { hidden }]) => !hidden);
}
