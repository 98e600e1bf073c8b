// Copying records from one topic into another of the same cluster.

export interface CopyingOptions {
  readonly from: string;
  /** Has at least as many partitions as `from`. */
  readonly to: string;
}

export interface CopyingStatus {
  readonly state: 'copying' | 'done' | 'stopped' | 'failed';
  /** Records that are acknowledged. */
  readonly copied: number;
  /** Bytes of their keys and values. */
  readonly bytes: number;
  /** Records a second lately. */
  readonly rate: number;
  /** From 0 to 1, by offsets. */
  readonly progress: number;
  /** What went wrong and what to do. */
  readonly problem?: string;
}
