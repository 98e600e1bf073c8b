import { UserError } from '../node/user-error.ts';
import { version } from '../node/version.ts';
import { type Command, ExitCode, type Terminal, UsageError } from './command.ts';
import type { Options, OptionValues } from './options/option.ts';
import { parseOptions } from './options/parse-options.ts';
import { usage } from './options/usage.ts';

/** What one of Kafka's tools is. */
export interface KafkaTool<O extends Options> {
  /** The sentence over the usage. */
  readonly purpose: string;
  readonly options: O;
  /** Looks at what goes together. @throws UsageError, which brings the usage along, or ToolError */
  check?(given: OptionValues<NoInfer<O>>): void;
  /**
   * Does it; 0 is the exit code unless another is returned.
   * @throws UsageError, ToolError
   */
  run(given: OptionValues<O>, terminal: Terminal): Promise<number | undefined>;
  /** Whether it ends well by itself when it is interrupted; others are left where they are. */
  readonly endsItself?: true;
  /** Says that it failed, where the tool of Kafka's does so otherwise than in one line on stderr. */
  failed?(message: string, terminal: Terminal, given: OptionValues<O>): void;
}

/** A command that tells what it takes. */
export interface KafkaCommand extends Command {
  readonly purpose: string;
  /** With those that all tools have. */
  readonly options: Options;
  /** Looks at what goes together, as the command does when it runs. @throws UsageError, ToolError */
  check(args: readonly string[]): void;
}

/** Whether a command is one of Kafka's tools, which tell what they take. */
export function isKafkaCommand(command: Command): command is KafkaCommand {
  return 'options' in command;
}

const common = {
  help: { help: 'Print usage information.' },
  version: { help: 'Display the version.' },
} satisfies Options;

/**
 * A command with the manners of Kafka's tools (CommandLineUtils): without arguments, with `--help` or with wrong ones
 * it prints its usage on stderr and ends with 1.
 */
export function kafkaTool<O extends Options>(tool: KafkaTool<O>): KafkaCommand {
  const options = { ...tool.options, ...common };
  const wrongUsage = (message: string, terminal: Terminal) => {
    terminal.err(message);
    for (const line of usage(options)) terminal.err(line);
    return ExitCode.failed;
  };
  return {
    purpose: tool.purpose,
    options,
    check: (args) => tool.check?.(parseOptions(args, tool.options).values),
    async run(args, terminal) {
      let given: OptionValues<O> = {};
      try {
        const { values } = parseOptions(args, options);
        const { help, version: versionWanted } = values as OptionValues<typeof common>;
        if (args.length === 0 || help) return wrongUsage(tool.purpose, terminal);
        if (versionWanted) {
          terminal.out(version);
          return ExitCode.ok;
        }
        given = values as OptionValues<O>;
        tool.check?.(given);
        const code = tool.run(given, terminal);
        if (tool.endsItself) return (await code) ?? ExitCode.ok;
        return (await Promise.race([code, interruption(terminal)])) ?? ExitCode.ok;
      } catch (error) {
        if (error instanceof UsageError) return wrongUsage(error.message, terminal);
        if (!(error instanceof UserError)) throw error;
        if (tool.failed) tool.failed(error.message, terminal, given);
        else terminal.err(error.message);
        return ExitCode.failed;
      }
    },
  };
}

/** What an interruption ends with, once there is one. */
function interruption({ interrupted }: Terminal): Promise<number> {
  return new Promise((resolve) => {
    interrupted.addEventListener('abort', () => resolve(ExitCode.interrupted), { once: true });
  });
}
