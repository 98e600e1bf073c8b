import type * as engineModule from '../../node/streaming/index.ts';
import type { ChartOptions, TableOptions } from '../../streaming/sinks/display.ts';
import type { ProduceAtRate } from './production.ts';
import type { TopicAdmin } from './topic-admin.ts';
import type { TopicProducer } from './topic-producer.ts';

/** The engine, as cells import it from 'millrace/streaming'. */
export type Engine = typeof engineModule;

/** What cells have without importing it, beside everything of 'millrace/streaming'. The build makes declarations of it. */
export interface NotebookScope {
  /** The notebook's SparkContext: `local[*]`; a new one when the last has been stopped. */
  readonly sc: engineModule.SparkContext;
  /**
   * A StreamingContext of `sc` with batches of one second; a new one when the last has been stopped. For other batches
   * make one: `new StreamingContext(sc, 0.5)`.
   */
  readonly ssc: engineModule.StreamingContext;
  /** Sends records to topics of the selected cluster. */
  readonly producer: TopicProducer;
  /** Creates, deletes and lists topics of the selected cluster. */
  readonly admin: TopicAdmin;
  /** Sends records that a function makes to a topic, so many a second, until the cell is stopped. */
  readonly produceAtRate: ProduceAtRate;
  /** Shows a value below the cell. With an id it replaces what has been shown with the same. */
  readonly display: (value: unknown, options?: { readonly id?: string }) => void;
  /** Shows rows, or the first of an RDD's, as a table. */
  readonly table: (rows: Rows, options?: ShowOptions & TableOptions) => Promise<void>;
  /** Shows numbers, pairs or what `point` makes of values, or of an RDD's, as a chart. */
  readonly chart: <T>(values: Rows<T>, options?: ShowOptions & ChartOptions<T>) => Promise<void>;
}

/** What can be shown as rows: a map has pairs. */
export type Rows<T = unknown> = Iterable<T> | engineModule.RDD<T>;

export interface ShowOptions {
  readonly id?: string;
}
