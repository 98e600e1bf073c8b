import type { Readable } from 'node:stream';
import { UserError } from '../node/user-error.ts';

/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is typed, or piped in; `isTTY` where somebody sits there. */
  readonly input: Readable & { readonly isTTY?: boolean };
  /** One line of result. */
  out(line: string): void;
  /** Result as it is, without a line's end. Resolves when more may be written. */
  write(result: string | Uint8Array): Promise<void>;
  /** One line about what goes on or went wrong. */
  err(line: string): void;
  /** Aborts when the user or the system asks the command to end. */
  readonly interrupted: AbortSignal;
  /** Aborts when nobody reads the results any more, as behind `| head`. */
  readonly unread: AbortSignal;
}

/** One subcommand of `millrace`. */
export interface Command {
  /**
   * @returns the exit code.
   * @throws UsageError for wrong arguments, ToolError for what went wrong.
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/**
 * The exit codes of `millrace`'s own commands. Kafka's tools end with 1 for wrong usage, too, and as shells say it where
 * they were interrupted.
 */
export const ExitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The command line is wrong; the message says what is, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A tool cannot do what was asked for. */
export class ToolError extends UserError {
  override readonly name: string = 'ToolError';
}
