// What the latency benchmark has its clients do.

export interface LatencyJob {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partitions: number;
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  readonly count: number;
  /** Which replicas a record waits for; the leader alone if absent. */
  readonly acks?: 'all';
}
