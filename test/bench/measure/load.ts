// What the throughput benchmark has clients do.

export interface Load {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partitions: number;
  readonly recordBytes: number;
  readonly count: number;
  /** Which replicas a record waits for; the leader alone if absent. */
  readonly acks?: 'all';
}

/** A client program. Both give the seconds that it took. */
export interface LoadClient {
  /** Produces `count` records and waits for their acknowledgements. */
  produce(load: Load): Promise<number>;
  /** Reads the topic from its beginning until `count` records have come. @throws Error if they do not. */
  fetch(load: Load): Promise<number>;
}
