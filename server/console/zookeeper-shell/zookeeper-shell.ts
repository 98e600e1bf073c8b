/** `zookeeper-shell`: looks into ZooKeeper and changes what is there, line by line or with one command. */

import { createInterface } from 'node:readline';
import { connectZooKeeper } from '../../node/kafka/zookeeper.ts';
import { UserError } from '../../node/user-error.ts';
import { type Command, type Terminal, UsageError } from '../command.ts';
import { Shell } from './shell.ts';

const USAGE = 'USAGE: zookeeper-shell zookeeper_host:port[/path] [args...]';
const SESSION_TIMEOUT = 30_000;

export const zookeeperShellCommand: Command = {
  async run(args, terminal) {
    const given = parse(args);
    if (given === undefined) {
      terminal.err(USAGE);
      return 1;
    }
    const shell = new Shell({
      connect: (server) => connectZooKeeper(server, { sessionTimeout: given.timeout }),
      out: (line) => terminal.out(line),
      err: (line) => terminal.err(line),
    });
    terminal.out(`Connecting to ${given.server}`);
    try {
      if (given.words.length > 0) {
        await shell.connect(given.server);
        await shell.executeWords(given.words);
      } else {
        await converse(shell, given.server, terminal);
      }
    } catch (error) {
      if (!(error instanceof UserError || error instanceof UsageError)) throw error;
      terminal.err(error.message);
      return 1;
    } finally {
      await shell.close();
    }
    return shell.exitCode;
  },
};

interface Given {
  readonly server: string;
  readonly timeout: number;
  /** One command; none for the lines of the input. */
  readonly words: readonly string[];
}

/** Undefined where the usage should be shown. */
function parse(args: readonly string[]): Given | undefined {
  const rest = [...args];
  let timeout = SESSION_TIMEOUT;
  let server: string | undefined;
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const isOption = first.startsWith('-');
    if (!isOption && server !== undefined) return { server, timeout, words: rest };
    rest.shift();
    if (!isOption) server = first;
    else if (first === '-server') server = rest.shift();
    else if (first === '-timeout') timeout = Number(rest.shift());
    else if (first !== '-waitforconnection' && first !== '-r') return undefined;
  }
  if (server === undefined || !(timeout > 0)) return undefined;
  return { server, timeout, words: [] };
}

async function converse(shell: Shell, server: string, terminal: Terminal): Promise<void> {
  const typed = terminal.input.isTTY === true;
  terminal.out('Welcome to ZooKeeper!');
  if (!typed) terminal.out('JLine support is disabled');
  await shell.connect(server);
  const lines = createInterface({
    input: terminal.input,
    ...(typed ? { output: process.stdout, terminal: true } : {}),
    signal: terminal.interrupted,
  });
  // With a terminal of its own, Ctrl-C comes to the interface alone.
  lines.on('SIGINT', () => lines.close());
  const ask = () => {
    if (!typed) return;
    lines.setPrompt(shell.prompt);
    lines.prompt();
  };
  ask();
  for await (const line of lines) {
    await shell.execute(line);
    if (shell.ended) break;
    ask();
  }
  lines.close();
}
