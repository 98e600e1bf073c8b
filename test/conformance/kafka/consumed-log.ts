// What a group's members have read: the same at each offset whoever read it and whenever, and without gaps.

import type { Frame } from './record-frames.ts';
import { type PartitionReader, storedRecords } from './stored-batches.ts';

export class ConsumedLog {
  /** By partition, then offset, key, value and headers of the record that was read there. */
  readonly #read: Buffer[][];

  constructor(partitions: number) {
    this.#read = Array.from({ length: partitions }, () => []);
  }

  /** How many records were read, each counted once. */
  get count(): number {
    return this.ends.reduce((sum, end) => sum + end, 0);
  }

  /** By partition, the offset up to which every record was read. */
  get ends(): number[] {
    return this.#read.map((contents) => {
      let end = 0;
      while (contents[end] !== undefined) end++;
      return end;
    });
  }

  /** What one member reads. @param group for what is thrown */
  reader(group: string): GroupReader {
    return new GroupReader(group, (frame) => this.#take(frame));
  }

  /** @throws Error unless what was read is, record by record, what the topic holds. */
  async check(reader: PartitionReader, topic: string): Promise<void> {
    for (const [partition, contents] of this.#read.entries()) {
      let end = 0;
      for await (const frame of storedRecords(reader, topic, partition)) {
        const content = contents[frame.offset];
        if (content === undefined || !frame.content.equals(content)) {
          throw new Error(
            `${topic}-${partition} holds at ${frame.offset} what nobody has read there`,
          );
        }
        end = frame.offset + 1;
      }
      if (contents.length > end) {
        throw new Error(
          `${topic}-${partition} was read up to ${contents.length} and ends at ${end}`,
        );
      }
    }
  }

  #take(frame: Frame): void {
    const contents = this.#read[frame.partition]!;
    const before = contents[frame.offset];
    if (before !== undefined && !before.equals(frame.content)) {
      throw new Error(
        `partition ${frame.partition} holds another record at ${frame.offset} than before`,
      );
    }
    contents[frame.offset] = Buffer.from(frame.content);
  }
}

/**
 * One member, who reads each of its partitions in order until they are assigned anew. It may go back: when
 * the coordinator has moved, some clients begin again with what is committed without telling.
 */
class GroupReader {
  readonly #group: string;
  readonly #take: (frame: Frame) => void;
  /** By partition, the offset that must come next. */
  readonly #next = new Map<number, number>();

  constructor(group: string, take: (frame: Frame) => void) {
    this.#group = group;
    this.#take = take;
  }

  reassigned(): void {
    this.#next.clear();
  }

  /** @throws Error for a gap, and for a record that is not what another member read there. */
  take(frame: Frame): void {
    const { partition, offset } = frame;
    const next = this.#next.get(partition);
    if (next !== undefined && offset > next) {
      throw new Error(`${this.#group}: partition ${partition} jumps from ${next} to ${offset}`);
    }
    this.#next.set(partition, offset + 1);
    this.#take(frame);
  }
}
