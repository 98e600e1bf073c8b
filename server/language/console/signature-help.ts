import type { SignatureHelp } from 'vscode-languageserver';
import { readArguments } from '../../console/options/parse-options.ts';
import { shellCommands } from '../../console/zookeeper-shell/shell.ts';
import { CellFailure } from '../../kernel/executor.ts';
import { markdown } from '../markdown.ts';
import { optionDocumentation, usageOf } from './documentation.ts';
import type { Place } from './place.ts';
import { isRequired, toldOptions } from './tool-catalogue.ts';

/** The usage of the command at a place: the options that it has, those that it still needs, and which is being typed. */
export function signatureAt(place: Place): SignatureHelp | undefined {
  if (place.kind === 'shell-argument') return shellSignature(place.command);
  if (place.kind !== 'value' && (place.kind !== 'flag' || place.typed === '')) return undefined;
  const { tool, line } = place;
  const { options } = tool.command!;
  const [read] = place.kind === 'flag' ? readArguments([place.typed], options) : [];
  const current =
    place.kind === 'value' ? place.name : read?.kind === 'rest' ? undefined : read?.name;
  if (current === undefined) return undefined;
  const given = line.command === undefined || CellFailure.is(line.command) ? [] : line.command.args;
  const names = new Set<string>();
  for (const each of readArguments(
    given.map(({ text }) => text),
    options,
  )) {
    if (each.kind !== 'rest' && each.name !== undefined) names.add(each.name);
  }
  names.add(current);
  for (const [name, option] of toldOptions(options)) {
    // The kernel says where the cluster is.
    if (isRequired(option) && option.kind !== 'brokers') names.add(name);
  }
  return signature(
    tool.script,
    Array.from(names, (name) => ({
      usage: usageOf(name, options[name]!),
      documentation: optionDocumentation(name, options[name]!),
    })),
    [...names].indexOf(current),
    ' …',
  );
}

function shellSignature(name: string): SignatureHelp | undefined {
  if (!Object.hasOwn(shellCommands, name)) return undefined;
  const { usage, help } = shellCommands[name]!;
  const label = `${name} ${usage}`;
  return { signatures: [{ label, documentation: help }], activeSignature: 0 };
}

interface Parameter {
  readonly usage: string;
  /** Markdown. */
  readonly documentation: string;
}

function signature(
  command: string,
  parameters: readonly Parameter[],
  active: number,
  rest: string,
): SignatureHelp {
  let label = command;
  const marked = parameters.map(({ usage, documentation }) => {
    const start = label.length + 1;
    label += ` ${usage}`;
    return {
      label: [start, label.length] as [number, number],
      documentation: markdown(documentation),
    };
  });
  return {
    signatures: [{ label: label + rest, parameters: marked }],
    ...{ activeSignature: 0, activeParameter: active },
  };
}
