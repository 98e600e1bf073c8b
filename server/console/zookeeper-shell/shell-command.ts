import type { ZooKeeperClient } from '../../zookeeper/client.ts';
import type { Arguments } from './parse-line.ts';
import type { Watches } from './watches.ts';

/** What a command works with. */
export interface Session {
  readonly client: ZooKeeperClient;
  readonly watches: Watches;
  out(line: string): void;
  err(line: string): void;
}

/** One command of the shell that needs a connection. */
export interface ShellCommand {
  /** What follows its name in the usage. */
  readonly usage: string;
  /** What it does, in a sentence or two. */
  readonly help: string;
  /** The letters of its options, each with a colon behind it if it has a value. */
  readonly options: string;
  /** How many operands there are at least. */
  readonly least: number;
  /** The option that in older versions was a word after the path, and the usage that is told instead. */
  readonly formerly?: { readonly word: 'watch' | 'version'; readonly now: string };
  /** @throws ShellError, ZooKeeperError */
  run(session: Session, given: Arguments): Promise<void>;
}
