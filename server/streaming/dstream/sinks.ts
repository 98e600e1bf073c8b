import { AppendedFile, type AppendOptions } from '../sinks/appended-file.ts';
import {
  type ChartOptions,
  chartEvent,
  show,
  type TableOptions,
  tableEvent,
} from '../sinks/display.ts';
import { type SqliteOptions, SqliteTable } from '../sinks/sqlite-table.ts';
import { type MergeOptions, Table } from '../sinks/table.ts';
import type { DStream } from './dstream.ts';
import { StreamSaving } from './saving.ts';

/**
 * Operations that keep or show each batch where it can be looked at. A batch that runs again after a restart changes
 * nothing that it has done before.
 */
export abstract class StreamSinks<T> extends StreamSaving<T> {
  /** Appends a line for each element to one file. */
  appendToFile(path: string, options: AppendOptions = {}): void {
    const sink = this.sinkName('appendToFile');
    this.output('appendToFile', async (rdd) => {
      const file = await AppendedFile.open(rdd.context, path);
      await file.append(rdd, { sink, ...options });
    });
  }

  /**
   * Keeps the last value of each key in a LevelDB table, or with `merge` what it makes of all of them. Look at it by
   * `Table.open`, which is also what writes offsets together with results.
   */
  saveToTable<K, V>(
    this: DStream<readonly [K, V]>,
    folder: string,
    options: MergeOptions<V> = {},
  ): void {
    const sink = this.sinkName('saveToTable');
    this.output('saveToTable', async (rdd) => {
      const table = await Table.open<K, V>(rdd.context, folder);
      await table.save(rdd, { sink, ...options });
    });
  }

  /** Adds rows, objects or pairs, to a table of a SQLite database; with `key` those replace that have the same key. */
  saveToSqlite(file: string, table: string, options: SqliteOptions = {}): void {
    const sink = this.sinkName('saveToSqlite');
    this.output('saveToSqlite', async (rdd) => {
      const opened = await SqliteTable.open(rdd.context, file, table);
      await opened.save(rdd, { sink, ...options });
    });
  }

  /** Shows the first rows of the last batch: the properties of objects are columns. */
  showTable(options: TableOptions = {}): void {
    const id = this.sinkName('showTable');
    const { title = this.identity } = options;
    this.output('showTable', async (rdd, batchTime) => {
      show(rdd.context.environment, await tableEvent(rdd, options, { id, title, batchTime }));
    });
  }

  /** Shows numbers, or pairs with one, in a chart that goes on with each batch. */
  showChart(options: ChartOptions<T> = {}): void {
    const id = this.sinkName('showChart');
    const { title = this.identity } = options;
    this.output('showChart', async (rdd, batchTime) => {
      show(rdd.context.environment, await chartEvent(rdd, options, { id, title, batchTime }));
    });
  }

  /** What a sink is known by in every run of the program: its place among the output operations. */
  protected sinkName(operation: string): string {
    return `${operation}#${this.context.graph.outputs.length}`;
  }
}
