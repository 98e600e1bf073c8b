import { entityOf as entityOfOptions } from '../../console/configs/entity.ts';
import { parseOptions, readArguments } from '../../console/options/parse-options.ts';
import type { ScannedCommand } from '../../kernel/console/console-commands.ts';
import { CellFailure } from '../../kernel/executor.ts';
import type { Tool } from './tool-catalogue.ts';

/** What a line of kafka-configs configures, as far as it says so; of other tools there is none. */
export function entityOf(
  { command }: ScannedCommand,
  tool: Tool,
): { readonly type?: string; readonly name?: string } {
  if (tool.name !== 'configs' || command === undefined || CellFailure.is(command)) return {};
  const { options } = tool.command!;
  const args = command.args.map(({ text }) => text);
  // What is still being typed says nothing yet.
  const wrong = [...readArguments(args, options)].find(({ kind }) => kind === 'wrong');
  const whole = wrong === undefined ? args : args.filter((_, index) => index !== wrong.at);
  try {
    const { type, name } = entityOfOptions(parseOptions(whole, options).values);
    return { type, ...(name !== undefined && { name }) };
  } catch {
    return {};
  }
}
