import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqlDatabase, SqlValue } from '../../ports/sql-database.ts';

/** Statements that are kept prepared. */
const MOST_STATEMENTS = 100;

/**
 * The SQLite database in a file, which is made where there is none, by the SQLite that is part of Node.
 * @throws Error where this runtime has none, saying what to do.
 */
export async function sqliteDatabase(path: string): Promise<SqlDatabase> {
  const { DatabaseSync } = await sqlite();
  await mkdir(dirname(path), { recursive: true });
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
    // Readers are not held up by a batch that is written, and a batch is one write to the disk.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  } catch (error) {
    throw databaseError(path, error);
  }
  return new NodeSqlDatabase(path, database);
}

class NodeSqlDatabase implements SqlDatabase {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isOpen = true;

  constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
  }

  run(sql: string, rows: Iterable<readonly SqlValue[]> = [[]]): void {
    this.#attempt(() => {
      const statement = this.#statement(sql);
      for (const row of rows) statement.run(...row);
    });
  }

  all(sql: string, values: readonly SqlValue[] = []): ReturnType<SqlDatabase['all']> {
    return this.#attempt(() =>
      this.#statement(sql)
        .all(...values)
        .map((row) => ({ ...row })),
    );
  }

  transaction(work: () => void): void {
    this.#attempt(() => this.#database.exec('BEGIN IMMEDIATE'));
    try {
      work();
      this.#attempt(() => this.#database.exec('COMMIT'));
    } catch (error) {
      // SQLite has taken it back already where the disk is full.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size === MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw databaseError(this.#path, error);
    }
  }
}

async function sqlite(): Promise<typeof import('node:sqlite')> {
  try {
    return await import('node:sqlite');
  } catch (error) {
    throw new Error(
      `This runtime (Node ${process.versions.node}) has no SQLite: run the program with Node 22.13 or later, or keep the table in LevelDB by saveToTable.`,
      { cause: error },
    );
  }
}

function databaseError(path: string, error: unknown): Error {
  const { message } = error as Error;
  const isLocked = /locked|busy/.test(message);
  const hint = isLocked ? ' Another program is writing to it: let it finish.' : '';
  return new Error(`SQLite, ${path}: ${message}.${hint}`, { cause: error });
}
