import type { OffsetsTopic } from '../../../../server/broker/groups/offsets-topic.ts';
import { ErrorCode, KafkaError } from '../../../../server/protocol/errors.ts';
import {
  readBatchHeader,
  setBaseOffset,
} from '../../../../server/protocol/records/batch-header.ts';

/** `__consumer_offsets` in memory, whose appends can be held up and made to fail. */
export class MemoryOffsetsTopic implements OffsetsTopic {
  /** The batches of each partition. */
  readonly logs: Uint8Array[][];
  #held: ((error?: KafkaError) => void)[] | undefined;
  readonly #failures: number[] = [];
  readonly #appending = new Set<number>();

  constructor(partitions = 5) {
    this.logs = Array.from({ length: partitions }, () => []);
  }

  /** From now on appends wait, as for a slow disk. */
  hold(): void {
    this.#held ??= [];
  }

  /** Lets the appends that wait go on, and those to come. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  /** What waits is never written, as when the broker crashes or another becomes leader. */
  fence(): void {
    const held = this.#held?.splice(0) ?? [];
    for (const go of held) go(new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER));
  }

  /** The next append that is not held any more fails so. */
  failNext(code: number): void {
    this.#failures.push(code);
  }

  partitionCount(): number {
    return this.logs.length;
  }

  async ensure(): Promise<void> {}

  async append(partition: number, batch: Uint8Array): Promise<void> {
    if (this.#appending.has(partition)) throw new Error(`two appends at once to ${partition}`);
    this.#appending.add(partition);
    try {
      await new Promise<void>((resolve, reject) => {
        if (this.#held === undefined) resolve();
        else this.#held.push((error) => (error === undefined ? resolve() : reject(error)));
      });
      const failure = this.#failures.shift();
      if (failure !== undefined) throw new KafkaError(failure as ErrorCode);
      const log = this.logs[partition];
      if (log === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      const stored = batch.slice();
      setBaseOffset(stored, 0, this.#endOffset(log));
      log.push(stored);
    } finally {
      this.#appending.delete(partition);
    }
  }

  async *read(partition: number): AsyncIterable<Uint8Array> {
    const log = [...(this.logs[partition] ?? [])];
    // Two batches at a time, as a log may give them.
    for (let at = 0; at < log.length; at += 2) {
      const chunk = log.slice(at, at + 2);
      const bytes = new Uint8Array(chunk.reduce((sum, { length }) => sum + length, 0));
      bytes.set(chunk[0]!);
      if (chunk[1] !== undefined) bytes.set(chunk[1], chunk[0]!.length);
      yield bytes;
    }
  }

  #endOffset(log: readonly Uint8Array[]): number {
    const last = log.at(-1);
    return last === undefined ? 0 : readBatchHeader(last).lastOffset + 1;
  }
}
