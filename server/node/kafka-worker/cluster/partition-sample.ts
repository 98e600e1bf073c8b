/** A number and when it was so, in milliseconds of a clock that never goes back. */
export interface Reading {
  readonly value: number;
  readonly at: number;
}

/** What is known of a partition at one look. */
export interface PartitionSample {
  readonly topic: string;
  /** Another one after a topic was deleted and created again with the same name; '' where brokers do not tell. */
  readonly topicId: string;
  readonly partition: number;
  /** -1 where there is none. */
  readonly leader: number;
  /** The offset of the next record; undefined while the leader does not answer. */
  readonly offset: Reading | undefined;
  /** Bytes of the leader's log; undefined where it does not tell. */
  readonly size: Reading | undefined;
}
