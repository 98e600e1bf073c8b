import type { SqlDatabase, SqlValue } from '../../ports/sql-database.ts';
import type { SparkContext } from '../context/spark-context.ts';
import { IllegalArgumentException } from '../errors.ts';
import type { PartitionOffset } from '../kafka/kafka-client.ts';
import type { RDD } from '../rdd/rdd.ts';
import { kindOf } from '../value-kinds.ts';
import { AppliedWrites } from './applied-writes.ts';
import type { BatchWrite } from './batch-writes.ts';
import { openedOnce } from './opened.ts';
import type { SaveOptions } from './table.ts';

/** A row by its columns. Booleans become 0 and 1, dates ISO text, other objects JSON. */
export type Row = Readonly<Record<string, unknown>>;

export interface SqliteOptions extends SaveOptions {
  /**
   * The columns that a row is known by: one that is there already is replaced. Without it rows are added, those of a
   * batch that runs again after a restart only once.
   */
  readonly key?: readonly string[];
}

/**
 * A table of a SQLite database, to be looked at with any tool. It is made with the columns of the first rows that come.
 * Rows, and offsets with them, are written in one transaction.
 */
export class SqliteTable {
  readonly name: string;
  readonly #database: SqlDatabase;
  readonly #applied: AppliedWrites;

  private constructor(database: SqlDatabase, name: string, applied: AppliedWrites) {
    this.#database = database;
    this.name = name;
    this.#applied = applied;
  }

  /**
   * A table of the database in a file, which is made where there is none.
   * @throws Error where this runtime has no SQLite; for a file that is no database.
   */
  static async open(context: SparkContext, file: string, table: string): Promise<SqliteTable> {
    const { files, openDatabase } = context.environment;
    const path = files.absolute(file);
    const database = await openedOnce(context, `database ${path}`, async () => {
      const opened = await openDatabase(path);
      for (const statement of OWN_TABLES) opened.run(statement);
      return opened;
    });
    return await openedOnce(context, `database ${path} table ${table}`, async () => {
      const rows = database.all(
        'SELECT sink, batch_time AS batchTime, call FROM millrace_writes WHERE table_name = ?',
        [table],
      );
      const applied = new AppliedWrites(rows as unknown as BatchWrite[]);
      return new SqliteTable(database, table, applied);
    });
  }

  /** Writes the rows of an RDD: objects, or pairs, which become the columns `key` and `value`. */
  async save(rdd: RDD<unknown>, options: SqliteOptions = {}): Promise<void> {
    this.put((await rdd.collect()).map(rowOf), options, rdd.batchTime);
  }

  /** Writes rows. @param batchTime in milliseconds, if they are those of a batch. */
  put(rows: readonly Row[], options: SqliteOptions = {}, batchTime?: number): void {
    const { key = [], offsets = [], sink = '' } = options;
    const write =
      batchTime === undefined || key.length > 0 ? undefined : this.#applied.next(sink, batchTime);
    if (write !== undefined && this.#applied.has(write)) return;
    const database = this.#database;
    database.transaction(() => {
      if (rows.length > 0) this.#write(rows, key);
      database.run(
        'INSERT OR REPLACE INTO millrace_offsets VALUES (?, ?, ?, ?)',
        offsets.map((at) => [this.name, at.topic, at.partition, at.untilOffset]),
      );
      if (write === undefined) return;
      database.run('INSERT INTO millrace_writes VALUES (?, ?, ?, ?)', [this.#marker(write)]);
      database.run(
        'DELETE FROM millrace_writes WHERE table_name = ? AND sink = ? AND batch_time = ? AND call = ?',
        this.#applied.add(write).map((old) => this.#marker(old)),
      );
    });
  }

  /** Where to go on reading, as it was saved last: what `createDirectStream` takes as `fromOffsets`. */
  offsets(): PartitionOffset[] {
    const sql = 'SELECT topic, "partition", "offset" FROM millrace_offsets WHERE table_name = ?';
    return this.#database.all(sql, [this.name]).map(({ topic, partition, offset }) => {
      return { topic: String(topic), partition: Number(partition), offset: Number(offset) };
    });
  }

  /** All rows there are, in the order in which they came first. */
  rows(): Readonly<Record<string, SqlValue>>[] {
    const made = 'SELECT 1 FROM sqlite_master WHERE name = ?';
    if (this.#database.all(made, [this.name]).length === 0) return [];
    return this.#database.all(`SELECT * FROM ${quoted(this.name)}`);
  }

  /** The database is the context's. */
  close(): void {}

  #write(rows: readonly Row[], key: readonly string[]): void {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    if (columns.length === 0)
      throw new IllegalArgumentException(`A row for ${this.name} has no columns.`);
    for (const column of key) {
      if (columns.includes(column)) continue;
      throw new IllegalArgumentException(
        `Rows for ${this.name} have no column ${column}, which is to be their key: they have ${columns.join(', ')}.`,
      );
    }
    const names = columns.map(quoted).join(', ');
    const keys = key.map(quoted).join(', ');
    const unique = keys === '' ? '' : `, PRIMARY KEY (${keys})`;
    this.#database.run(`CREATE TABLE IF NOT EXISTS ${quoted(this.name)} (${names}${unique})`);
    const others = columns.filter((column) => !key.includes(column)).map(quoted);
    const update = others.map((column) => `${column} = excluded.${column}`).join(', ');
    const onConflict = `ON CONFLICT (${keys}) DO ${update === '' ? 'NOTHING' : `UPDATE SET ${update}`}`;
    this.#database.run(
      `INSERT INTO ${quoted(this.name)} (${names}) VALUES (${columns.map(() => '?').join(', ')}) ${keys === '' ? '' : onConflict}`,
      rows.map((row) => columns.map((column) => sqlValueOf(row[column]))),
    );
  }

  #marker({ sink, batchTime, call }: BatchWrite): SqlValue[] {
    return [this.name, sink, batchTime, call];
  }
}

/** What tells whether a batch has been written, and where to go on. */
const OWN_TABLES = [
  'CREATE TABLE IF NOT EXISTS millrace_writes (table_name, sink, batch_time, call, PRIMARY KEY (table_name, sink, batch_time, call))',
  'CREATE TABLE IF NOT EXISTS millrace_offsets (table_name, topic, "partition", "offset", PRIMARY KEY (table_name, topic, "partition"))',
];

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An element as a row. @throws IllegalArgumentException for what has no columns. */
function rowOf(value: unknown): Row {
  if (Array.isArray(value) && value.length === 2) return { key: value[0], value: value[1] };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new IllegalArgumentException(
    `A row is an object or a pair, but this is ${JSON.stringify(value)}: make it one by map().`,
  );
}

function sqlValueOf(value: unknown): SqlValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (kindOf(value) === 'Uint8Array') return value as Uint8Array;
      return kindOf(value) === 'Date' ? (value as Date).toISOString() : JSON.stringify(value);
    default:
      return JSON.stringify(value);
  }
}
