import { didYouMean } from '../node/suggestion.ts';
import { UserError } from '../node/user-error.ts';
import { version } from '../node/version.ts';
import { ExitCode, type Terminal, UsageError } from './command.ts';
import { commands } from './commands.ts';
import { insteadOf } from './server-scripts.ts';
import { commandName } from './tools.ts';

/** Runs `millrace ARGS…` and returns its exit code. */
export async function millrace(args: readonly string[], terminal: Terminal): Promise<number> {
  const [typed, ...rest] = args;
  switch (typed) {
    case undefined:
      for (const line of help()) terminal.err(line);
      return ExitCode.usage;
    case '--help':
    case '-h':
    case 'help':
      for (const line of help()) terminal.out(line);
      return ExitCode.ok;
    case '--version':
    case '-v':
      terminal.out(version);
      return ExitCode.ok;
  }
  const advice = insteadOf(typed);
  if (advice !== undefined) {
    terminal.err(advice);
    return ExitCode.failed;
  }
  const name = commandName(typed);
  try {
    if (!Object.hasOwn(commands, name)) {
      const kind = name.startsWith('-') ? 'option' : 'command';
      throw new UsageError(`unknown ${kind} ${name}${didYouMean(name, Object.keys(commands))}`);
    }
    const command = await commands[name]!.load();
    return await command.run(rest, terminal);
  } catch (error) {
    if (error instanceof UserError) {
      terminal.err(`millrace: ${error.message}`);
      return ExitCode.failed;
    }
    if (!(error instanceof UsageError)) throw error;
    const about = Object.hasOwn(commands, name) ? `millrace ${name}` : 'millrace';
    terminal.err(`millrace: ${error.message} (see ${about} --help)`);
    return ExitCode.usage;
  }
}

function help(): string[] {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    'Usage: millrace COMMAND [options]',
    '',
    'A Kafka-compatible cluster: no Docker, no JVM, nothing else to install.',
    '',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'millrace COMMAND --help tells more; millrace --version prints the version.',
  ];
}
