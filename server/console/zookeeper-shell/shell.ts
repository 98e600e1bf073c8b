import { didYouMean } from '../../node/suggestion.ts';
import type { ZooKeeperClient } from '../../zookeeper/client.ts';
import type { SessionState } from '../../zookeeper/coordination.ts';
import { type Arguments, parseArguments, splitLine } from './parse-line.ts';
import { readCommands } from './read-commands.ts';
import type { ShellCommand } from './shell-command.ts';
import { asShellError, ShellError } from './shell-error.ts';
import { watchCommands } from './watch-commands.ts';
import { Watches } from './watches.ts';
import { writeCommands } from './write-commands.ts';

const commands: Readonly<Record<string, ShellCommand>> = {
  ...readCommands,
  ...writeCommands,
  ...watchCommands,
};

/** What is told of a command. */
export type CommandHelp = Pick<ShellCommand, 'usage' | 'help'>;

/** Those that the shell does itself. */
const ownCommands: Readonly<Record<string, CommandHelp>> = {
  connect: { usage: 'host:port', help: 'Opens a session with another server.' },
  history: { usage: '', help: 'Lists the last commands with their numbers.' },
  redo: { usage: 'cmdno', help: 'Does a command of the history again.' },
  printwatches: { usage: 'on|off', help: 'Whether it is printed what watches have seen.' },
  close: { usage: '', help: 'Ends the session; `connect` opens another.' },
  quit: { usage: '', help: 'Ends the session and the shell.' },
  exit: { usage: '', help: 'Ends the session and the shell.' },
  help: { usage: '', help: 'Lists the commands.' },
};

/** All commands of the shell. */
export const shellCommands: Readonly<Record<string, CommandHelp & Partial<ShellCommand>>> = {
  ...ownCommands,
  ...commands,
};

const NOT_FOUND = 127;
const SHOWN_OF_HISTORY = 10;

const stateNames: Record<SessionState, string> = {
  connected: 'SyncConnected',
  disconnected: 'Disconnected',
  expired: 'Expired',
};

export interface ShellOptions {
  /** Opens a session. @throws ToolError */
  connect(server: string): Promise<ZooKeeperClient>;
  out(line: string): void;
  err(line: string): void;
}

/** The shell of ZooKeeper, without the terminal that it is typed into (Apache ZooKeeper's ZooKeeperMain). */
export class Shell {
  readonly #options: ShellOptions;
  readonly #watches: Watches;
  readonly #history: string[] = [];
  #client: ZooKeeperClient | undefined;
  #server = '';
  /** True after `quit`. */
  ended = false;
  /** That of the last command. */
  exitCode = 0;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#watches = new Watches(options.out);
  }

  /** What stands before what is typed. */
  get prompt(): string {
    const state = this.#client === undefined ? 'CLOSED' : 'CONNECTED';
    return `[zk: ${this.#server}(${state}) ${this.#history.length}] `;
  }

  /** Opens a session, after the end of one that there is. @throws ToolError */
  async connect(server: string): Promise<void> {
    await this.close();
    this.#server = server;
    const client = await this.#options.connect(server);
    this.#client = client;
    this.#watches.state(stateNames.connected);
    client.onState((state) => {
      if (this.#client === client) this.#watches.state(stateNames[state]);
    });
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  /** Does what a line says, unless it is empty, and prints what comes of it. */
  async execute(line: string): Promise<void> {
    if (line === '') return;
    this.#history.push(line);
    await this.executeWords(splitLine(line));
  }

  /** The same for a line that a shell has divided already. */
  async executeWords(words: readonly string[]): Promise<void> {
    try {
      await this.#run(words);
      if (!this.ended) this.exitCode = 0;
    } catch (error) {
      const failure = asShellError(error);
      if (!(failure instanceof ShellError)) throw error;
      this.exitCode = failure.exitCode;
      this.#options.err(failure.message);
    }
  }

  async #run(words: readonly string[]): Promise<void> {
    const [name = '', ...rest] = words;
    if (Object.hasOwn(ownCommands, name)) return await this.#runOwn(name, rest);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      this.#printUsage();
      if (name === '') throw new ShellError('No command entered');
      const hint = didYouMean(name, Object.keys(shellCommands));
      throw new ShellError(`Command not found: Command not found ${name}${hint}`, NOT_FOUND);
    }
    if (this.#client === undefined) {
      this.#options.out('Not connected');
      return;
    }
    const given = this.#parse(name, command, rest);
    const { out, err } = this.#options;
    await command.run({ client: this.#client, watches: this.#watches, out, err }, given);
  }

  #parse(name: string, command: ShellCommand, words: readonly string[]): Arguments {
    const given = parseArguments(words, command.options);
    if (given.operands.length < command.least) throw new ShellError(`${name} ${command.usage}`);
    const { formerly } = command;
    const value = given.operands[command.least];
    if (formerly === undefined || value === undefined) return given;
    this.#options.err(
      `'${name} path [${formerly.word}]' has been deprecated. Please use '${name} ${formerly.now}' instead.`,
    );
    return { ...given, options: { ...given.options, [formerly.word[0]!]: value } };
  }

  async #runOwn(name: string, [argument]: readonly string[]): Promise<void> {
    const { out } = this.#options;
    switch (name) {
      case 'help':
        return this.#printUsage();
      case 'history':
        return this.#printHistory();
      case 'printwatches':
        if (argument === undefined) out(`printwatches is ${this.#watches.printed ? 'on' : 'off'}`);
        else this.#watches.printed = argument === 'on';
        return;
      case 'connect':
        return await this.connect(argument ?? this.#server);
      case 'redo':
        return await this.#redo(argument);
      case 'close':
        return await this.close();
      default:
        this.ended = true;
        return await this.close();
    }
  }

  async #redo(number: string | undefined): Promise<void> {
    const at = Number(number);
    // Not this line itself, which is the last.
    if (!/^\d+$/.test(number ?? '') || at >= this.#history.length - 1) {
      throw new ShellError('Command index out of range');
    }
    const line = this.#history[at]!;
    const words = splitLine(line);
    if (words[0] === 'redo') throw new ShellError('No redoing redos');
    this.#history[this.#history.length - 1] = line;
    await this.#run(words);
  }

  #printHistory(): void {
    const last = this.#history.length - 1;
    for (let at = Math.max(0, last - SHOWN_OF_HISTORY); at <= last; at += 1) {
      this.#options.out(`${at} - ${this.#history[at]}`);
    }
  }

  #printUsage(): void {
    const usages = Object.entries(shellCommands).sort(([a], [b]) => (a < b ? -1 : 1));
    this.#options.err('ZooKeeper -server host:port -client-configuration properties-file cmd args');
    for (const [name, { usage }] of usages) this.#options.err(`\t${name} ${usage}`);
  }
}
