// What a notebook's front end and its kernel say to each other, as JSON, one message a line: requests come to the kernel's
// file descriptor 3, events go out at 4. stdout and stderr are what native code prints, or a runtime that crashes.
// The front end is VS Code's extension or `millrace run`. A kernel whose requests end ends, too.

import type { DisplayEvent } from './display.ts';
import type { StreamingProgressSnapshot } from './streaming-progress.ts';

/** The languages of cells, as they stand after a fence. Any other block is text. */
export type CellLanguage = 'ts' | 'python' | 'console';

/** From the front end. */
export type KernelRequest =
  | ExecuteRequest
  /**
   * Ends what a cell does: its job gracefully the first time, at once the second; code that runs at once, endless loops
   * too. A loop that no cell that runs is to blame for, but a timer of one that is done, ends with any cell's interrupt.
   */
  | { readonly type: 'interrupt'; readonly cell: string }
  /**
   * The notebook's cluster from now on: the first request of all, and whenever there is another. What runs keeps the one that
   * it began with. It may bring passwords, which go this way alone.
   */
  | { readonly type: 'cluster'; readonly cluster: KernelCluster }
  /** Ends jobs gracefully, at most for a moment, and the process. */
  | { readonly type: 'shutdown' };

export interface ExecuteRequest {
  readonly type: 'execute';
  /** The same for each execution of the same cell: running it again replaces what it does. */
  readonly cell: string;
  /** Counts the executions of the kernel; events name it. */
  readonly execution: number;
  readonly language: CellLanguage;
  readonly code: string;
  /** Where the cell is, counted from 1, for errors. */
  readonly position: number;
  /**
   * The id of the cluster that the notebook had when the user asked for this, which was told before; another may have been told
   * since. The latest if absent.
   */
  readonly cluster?: string;
}

export interface KernelCluster {
  /** Tells it from others, whatever else of it changes. */
  readonly id: string;
  /** What it is called: `Local Cluster`. */
  readonly name: string;
  /** `host:port,…`; empty while it cannot be spoken to. */
  readonly bootstrap: string;
  /** `host:port`, where there is a coordination service. */
  readonly zookeeper?: string;
  /**
   * How clients speak to it, by Kafka's keys: TLS, SASL … Secrets among them stand in nobody's arguments, environment, files or
   * outputs.
   */
  readonly properties?: Readonly<Record<string, string>>;
  /** What names `localhost:9092` does not mean it, as it does for a local cluster that listens elsewhere. */
  readonly isRemote?: boolean;
  /** Nothing is to be changed there, and no record sent. */
  readonly readOnly?: boolean;
  /** Why it cannot be spoken to, and what to do, where it is not just that it does not run. */
  readonly problem?: string;
}

/** What a kernel is started with, as JSON in its last argument, which anybody on the machine may read. */
export interface KernelSettings {
  /** The notebook's path: modules are looked up from its folder, and relative paths start there. */
  readonly notebook: string;
}

/** From the kernel. */
export type KernelEvent =
  | { readonly type: 'ready'; readonly pid: number }
  | ExecutionEvent
  /** All jobs that run, and those that have ended lately. */
  | { readonly type: 'jobs'; readonly jobs: readonly JobStatus[] }
  /** Printed by something that a cell has left behind when it ended, or by nobody knows what. */
  | {
      readonly type: 'stray';
      readonly cell?: string;
      readonly name: 'stdout' | 'stderr';
      readonly text: string;
    }
  /** The kernel did not react to an interrupt: only ending its process helps. */
  | { readonly type: 'unresponsive' };

/** What happens to one execution, in this order: started, outputs, ended. */
export type ExecutionEvent = { readonly execution: number; readonly cell: string } & (
  | { readonly type: 'started'; readonly time: number }
  /** It goes on beside others from now on: the next cell has its turn. At most once, and before `ended`. */
  | { readonly type: 'backgrounded' }
  | { readonly type: 'output'; readonly output: CellOutput }
  /** Outputs follow as long as its job runs; the cell is done when this comes. */
  | {
      readonly type: 'ended';
      readonly time: number;
      readonly success: boolean;
      readonly error?: CellError;
    }
);

export type CellOutput =
  /** Text as it was printed; follows the text before it. */
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  /** Text in the place of the one with the same id: what a job has printed lately. */
  | { readonly kind: 'text'; readonly id: string; readonly text: string }
  /** A value: what the cell's last expression is, or what `display` was given; replaces the one with the same id. */
  | { readonly kind: 'value'; readonly id: string; readonly data: MimeBundle }
  | { readonly kind: 'display'; readonly event: DisplayEvent }
  | { readonly kind: 'progress'; readonly id: string; readonly snapshot: StreamingProgressSnapshot }
  /** Replaces the one with the same id, if it has any: a job's batches fail again and again. */
  | { readonly kind: 'error'; readonly id?: string; readonly error: CellError };

/** The forms of one value, the best last: each by its MIME type. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface CellError {
  readonly name: string;
  readonly message: string;
  /**
   * Only the user's own lines, with cells in place of files: `    at Cell 3, line 2, column 5`. What caused it follows:
   * `Caused by: TypeError: …`, with its lines.
   */
  readonly stack: string;
  /** Where in the cell, if that is known: lines and columns from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** A streaming job of the notebook. */
export interface JobStatus {
  readonly id: string;
  readonly cell: string;
  readonly name: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Records a second, over the latest batches. */
  readonly inputRate: number;
  /** Milliseconds from a batch's time to its end, of the latest. */
  readonly totalDelay: number | null;
  readonly completedBatches: number;
  readonly failedBatches: number;
}
