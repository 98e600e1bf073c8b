import type { TopicName } from '../../streaming/kafka/topic-values.ts';

/**
 * Sends `rate` records a second to a topic, until the cell is stopped, `count` are sent or `seconds` have passed. What
 * cannot be sent fails the cell.
 * @param make gives the record with an index, from 0: a value, or an object with `key`, `value` and so on.
 */
export type ProduceAtRate = (
  topic: TopicName,
  rate: number,
  make: (index: number) => unknown,
  options?: ProduceOptions,
) => Production;

export interface ProduceOptions {
  readonly count?: number;
  readonly seconds?: number;
}

/** Records on their way. */
export interface Production {
  readonly sent: number;
  /** Resolves when it has ended, with how many were sent. @throws what went wrong. */
  readonly done: Promise<number>;
  stop(): void;
}
