/** The dashboard of one streaming job in an editor. */

import type { JobStatus } from '../../server/contract/kernel.ts';
import type { StreamingProgressSnapshot } from '../../server/contract/streaming-progress.ts';

/** A job and how it gets on. */
export interface JobProgress {
  readonly name: string;
  /** The name of its notebook. */
  readonly notebook: string;
  readonly state: JobStatus['state'];
  /** Null until there is something to tell. */
  readonly snapshot: StreamingProgressSnapshot | null;
}

/** What the user has opened. */
export interface DashboardView {
  /** Whether each stream has a row. */
  readonly streams: boolean;
  /** Whether all batches are listed. */
  readonly all: boolean;
  /** The times of the batches that are told in detail. */
  readonly open: readonly number[];
}

/** What outlives the page while it is hidden, and the window when it is loaded anew. */
export interface KeptDashboard {
  readonly progress: JobProgress;
  readonly view: DashboardView;
  /** How far down the page is, in pixels. */
  readonly scroll: number;
}

export interface DashboardRequests {
  /** Null where the job is of a window that was loaded anew since: its kernel has ended with that. */
  load: { argument: null; result: JobProgress | null };
  /** Stops the job gracefully, at once the second time. */
  stop: { argument: null; result: null };
  /** Shows the cell that started it. */
  reveal: { argument: null; result: null };
  /** Asks where a file is to be saved, and saves it. */
  save: { argument: FileToSave; result: null };
}

export interface FileToSave {
  readonly name: string;
  /** In base64. */
  readonly content: string;
}

/** The job has got on: at most ten times a second. */
export interface DashboardEvent {
  readonly kind: 'progress';
  readonly progress: JobProgress;
}
