import { interruption } from '../errors/cell-error.ts';
import { CellFailure, type CellRun, type Executor } from '../executor.ts';
import { locate } from './addresses.ts';
import { type ConsoleCommand, parseConsoleCell } from './console-commands.ts';
import { runTool } from './tool-process.ts';
import { scriptName } from './tools.ts';

/** The exit code of tools that were interrupted. */
const INTERRUPTED = 130;

export interface ConsoleExecutorOptions {
  /** `cli.js`, the command line of this bundle. */
  readonly cli: string;
}

/**
 * Runs `console` cells: Kafka's tools one after the other, as processes of the same bundle, up to the first that fails. There is
 * no shell.
 */
export class ConsoleExecutor implements Executor {
  readonly #cli: string;
  /** Aborted when the kernel ends. */
  readonly #closing = new AbortController();

  constructor({ cli }: ConsoleExecutorOptions) {
    this.#cli = cli;
  }

  /** @throws CellFailure for a command that cannot be run, or that fails */
  async execute(cell: CellRun): Promise<void> {
    const commands = parseConsoleCell(cell.code);
    // What a later command lacks is said before an earlier one has changed anything.
    for (const command of commands) locate(command, cell.cluster);
    for (const [i, command] of commands.entries()) {
      if (commands.length > 1) cell.print('stdout', `${i === 0 ? '' : '\n'}$ ${command.text}\n`);
      if (runsOn(command)) cell.letOthersRun();
      await this.#run(command, cell);
      if (cell.interrupted.aborted && i < commands.length - 1) throw interruption();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #run(command: ConsoleCommand, cell: CellRun): Promise<void> {
    const { tool, input, line } = command;
    const { args, notes } = locate(command, cell.cluster);
    for (const note of notes) cell.print('stderr', `${note}\n`);
    if (input === '')
      cell.print('stderr', `${scriptName(tool)} reads the lines below it, and there are none.\n`);
    const { code, signal } = await runTool({
      args: [this.#cli, tool, ...args],
      ...{ cluster: cell.cluster, input, folder: cell.folder },
      interrupted: cell.interrupted,
      killed: AbortSignal.any([cell.killed, this.#closing.signal]),
      print: (name, text) => cell.print(name, text),
    });
    if (code === 0) return;
    // What goes on until it is stopped has done what it should; the others have not.
    if (cell.interrupted.aborted && runsOn(command) && code === INTERRUPTED) return;
    if (cell.interrupted.aborted) throw interruption();
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    throw new CellFailure(`${scriptName(tool)} ended ${how}.`, { line });
  }
}

/** Whether a command goes on until it is stopped: a consumer that was not told when to end. */
function runsOn({ tool, args }: ConsoleCommand): boolean {
  const isBounded = args.some(({ text }) => /^--(max-m|timeout|help|version)/.test(text));
  return tool === 'console-consumer' && args.length > 0 && !isBounded;
}
