import type { Clock } from '../../ports/clock.ts';
import type { RDD } from '../../streaming/rdd/rdd.ts';
import {
  type ChartOptions,
  chartOf,
  type Place,
  rowsOf,
  type TableOptions,
  tableOf,
} from '../../streaming/sinks/display.ts';
import type { Execution } from '../execution.ts';
import type { Engine, Rows, ShowOptions } from './notebook-scope.ts';
import { valueForms } from './value-forms.ts';

export interface ShowsOptions {
  readonly clock: Clock;
  readonly running: () => Execution | undefined;
  readonly engine: () => Engine;
}

/** `display`, `table` and `chart`: what is shown below the cell that runs. */
export class Shows {
  readonly #options: ShowsOptions;
  #lastId = 0;

  constructor(options: ShowsOptions) {
    this.#options = options;
  }

  readonly display = (value: unknown, { id }: ShowOptions = {}): void => {
    const brief = this.#brief(value);
    this.#options.running()?.show({
      ...{ kind: 'value', id: id ?? this.#newId('value') },
      data: brief === undefined ? valueForms(value) : { 'text/plain': brief },
    });
  };

  readonly table = async (rows: Rows, options: ShowOptions & TableOptions = {}): Promise<void> => {
    const cell = this.#options.running();
    const place = this.#place('table', options);
    const count = rowsOf(options);
    const isRdd = this.#isRdd(rows);
    const values = isRdd ? await rows.take(count) : [...rows];
    const total = isRdd ? await rows.count() : values.length;
    const event = tableOf(values.slice(0, count), total, place);
    cell?.show({ kind: 'display', event });
  };

  readonly chart = async <T>(
    rows: Rows<T>,
    options: ShowOptions & ChartOptions<T> = {},
  ): Promise<void> => {
    const cell = this.#options.running();
    const place = this.#place('chart', options);
    const values = this.#isRdd(rows) ? await rows.collect() : [...rows];
    // Numbers alone are one after the other, and not all at the same time.
    const isSequence = options.point === undefined && values.every((y) => typeof y === 'number');
    const { point: _, ...rest } = options;
    const event =
      isSequence && options.type !== 'bar'
        ? chartOf(values.map(at), { ...rest, point: (point) => point }, place)
        : chartOf(values, options, place);
    cell?.show({ kind: 'display', event });
  };

  #isRdd<T>(rows: Rows<T>): rows is RDD<T> {
    return rows instanceof this.#options.engine().RDD;
  }

  /** What is said of objects whose inside nobody wants to see. */
  #brief(value: unknown): string | undefined {
    const { RDD: Rdd, DStream, StreamingContext, SparkContext } = this.#options.engine();
    if (value instanceof DStream) return `DStream ${value.identity}`;
    if (value instanceof Rdd) return `RDD of ${value.getNumPartitions()} partitions`;
    if (value instanceof StreamingContext) {
      return `StreamingContext of ${value.sparkContext.appName}`;
    }
    if (value instanceof SparkContext) return `SparkContext ${value.appName} (${value.master})`;
    return undefined;
  }

  #place(what: string, options: ShowOptions & { readonly title?: string }): Place {
    const id = options.id ?? this.#newId(what);
    return { id, title: options.title ?? '', batchTime: this.#options.clock.now() };
  }

  #newId(what: string): string {
    return `${what}-${++this.#lastId}`;
  }
}

function at(y: unknown, x: number) {
  return { x, y: y as number };
}
