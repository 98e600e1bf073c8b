/** What a column of a row can hold. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/**
 * One SQLite database, as the core sees it. Calls do their work at once, as SQLite does; each throws an Error that names
 * the file and says what SQLite does.
 */
export interface SqlDatabase {
  /** Runs a statement: once, or, where there are `rows`, once for each, which are the values of its `?`. */
  run(sql: string, rows?: Iterable<readonly SqlValue[]>): void;

  /** The rows that a query gives. */
  all(sql: string, values?: readonly SqlValue[]): Readonly<Record<string, SqlValue>>[];

  /** Does all that `work` does, or, when it throws, nothing. */
  transaction(work: () => void): void;

  /** Nothing else may be called from here on; does nothing the second time. */
  close(): void;
}
