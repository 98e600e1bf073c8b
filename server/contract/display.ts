/**
 * Live output of a streaming program: what a notebook shows below the cell that made the stream. Plain data; times are
 * milliseconds since the epoch. Each event has all that is needed to show it, and none is larger than its bounds say.
 */
export type DisplayEvent = TableEvent | ChartEvent;

interface Display {
  /** What is shown at the same place: each event replaces the table, or continues the chart, of the same id. */
  readonly id: string;
  readonly title: string;
  /** The batch that this is of. */
  readonly batchTime: number;
}

/** The first rows of a batch. */
export interface TableEvent extends Display {
  readonly kind: 'table';
  readonly columns: readonly string[];
  /** A cell for each column. */
  readonly rows: readonly (readonly DisplayValue[])[];
  /** How many rows the batch has, of which these are the first. */
  readonly total: number;
}

/** Points of a batch. */
export interface ChartEvent extends Display {
  readonly kind: 'chart';
  /** Lines and areas grow to the right by each batch; bars are the last batch's alone. */
  readonly type: 'line' | 'area' | 'bar';
  readonly points: readonly ChartPoint[];
  /** How many points of each series are kept. */
  readonly keep: number;
}

export interface ChartPoint {
  readonly series: string;
  /** A time where the axis is time, and else a number or the name of a bar. */
  readonly x: number | string;
  readonly y: number;
}

export type DisplayValue = string | number | boolean | null;
