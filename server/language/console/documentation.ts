// What hovers and completions say, as Markdown.

import type { Option } from '../../console/options/option.ts';
import { shellCommands } from '../../console/zookeeper-shell/shell.ts';
import { codeBlock, paragraphs, prose } from '../markdown.ts';
import type { ConfigKey } from './config-keys.ts';
import { flagOf, type Tool, toldOptions } from './tool-catalogue.ts';

export function toolDocumentation({ script, summary, command }: Tool): string {
  if (command === undefined) {
    return paragraphs(
      typed(`${script} HOST:PORT[/PATH] [COMMAND]`),
      `${sentence(summary)} Without a command it does what the lines below say.`,
    );
  }
  const flags = toldOptions(command.options).filter(([, { deprecated }]) => !deprecated);
  return paragraphs(
    typed(`${script} [options]`),
    `${sentence(summary)} ${command.purpose}`,
    `Options: ${flags.map(([name]) => `\`${flagOf(name)}\``).join(', ')}`,
  );
}

/** `--topic <String: topic>`, as the usage has it. */
export function usageOf(name: string, { value, type, optional }: Option): string {
  if (value === undefined) return flagOf(name);
  const kind = type === 'integer' ? 'Integer' : type === 'number' ? 'Double' : 'String';
  const argument = `${kind}: ${value}`;
  return `${flagOf(name)} ${optional ? `[${argument}]` : `<${argument}>`}`;
}

export function optionDocumentation(name: string, option: Option): string {
  const { help, synonyms = [], deprecated, multiple, several, choices } = option;
  const notes = [
    ...(deprecated ? ['Deprecated.'] : []),
    ...(multiple || several ? ['May be given several times.'] : []),
    ...(synonyms.length > 0
      ? [`Also written ${synonyms.map((each) => `\`${flagOf(each)}\``).join(', ')}.`]
      : []),
    ...(choices === undefined
      ? []
      : [`Values: ${choices.map((choice) => `\`${choice}\``).join(', ')}.`]),
  ];
  return paragraphs(typed(usageOf(name, option)), textOf(help), notes.join(' '));
}

/** @param of whose key it is: `a topic’s configuration` */
export function keyDocumentation(key: ConfigKey, of: string): string {
  const { choices } = key;
  return paragraphs(
    typed(key.default === null ? key.name : `${key.name}=${key.default}`),
    textOf(key.documentation),
    [
      `Key of ${of}. Type: ${key.type}.`,
      key.default === null ? 'No default.' : `Default: \`${key.default}\`.`,
      choices === undefined ? '' : `Values: ${choices.map((each) => `\`${each}\``).join(', ')}.`,
    ].join(' '),
  );
}

/** Undefined for what is no command of ZooKeeper's shell. */
export function shellDocumentation(name: string): string | undefined {
  if (!Object.hasOwn(shellCommands, name)) return undefined;
  const { usage, help } = shellCommands[name]!;
  return paragraphs(typed(`${name} ${usage}`.trim()), help);
}

/** A line of a console cell. */
function typed(line: string): string {
  return codeBlock('console', line);
}

/** Plain text, whose line breaks and indented lines stay as they are. */
function textOf(help: string): string {
  return help.includes('\n') ? codeBlock('text', help) : prose(help);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
