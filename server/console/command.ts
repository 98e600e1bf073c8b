/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line of result. */
  out(line: string): void;
  /** One line about what goes on or went wrong. */
  err(line: string): void;
  /** Aborts when the user or the system asks the command to end. */
  readonly interrupted: AbortSignal;
}

/** One subcommand of `millrace`. */
export interface Command {
  /**
   * @returns the exit code.
   * @throws UsageError for wrong arguments.
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** The exit codes of the contract. */
export const ExitCode = { ok: 0, failed: 1, usage: 2 } as const;

/** The command line is wrong; the message says what is, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
