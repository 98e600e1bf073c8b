// What a reader must get: which records, byte for byte, in which order.

import { writeFileSync } from 'node:fs';
import { Frame, recordFrame, type TestRecord } from './record-frames.ts';

/** The producer's own timestamps, or those of the time in which it ran, in milliseconds. */
type Timestamps = 'own' | { readonly from: number; readonly to: number };

/** All records of a topic. */
export class ExpectedRecords {
  /** By partition, then offset. */
  readonly #frames: readonly (readonly Frame[])[];
  readonly #timestamps: Timestamps;

  /** @param records whose offsets are 0, 1, 2 … in each partition. */
  static of(records: readonly TestRecord[], partitions: number): ExpectedRecords {
    const frames: Frame[][] = Array.from({ length: partitions }, () => []);
    for (const record of records) frames[record.partition]!.push(new Frame(recordFrame(record)));
    return new ExpectedRecords(frames, 'own');
  }

  private constructor(frames: readonly (readonly Frame[])[], timestamps: Timestamps) {
    this.#frames = frames;
    this.#timestamps = timestamps;
  }

  /** The same records from a producer that cannot set timestamps and ran from `from` to `to`. */
  producedWithin(from: number, to: number): ExpectedRecords {
    return new ExpectedRecords(this.#frames, { from, to });
  }

  get hasOwnTimestamps(): boolean {
    return this.#timestamps === 'own';
  }

  get count(): number {
    return this.ends.reduce((sum, end) => sum + end, 0);
  }

  get partitions(): number {
    return this.#frames.length;
  }

  /** By partition, the offset after the last. */
  get ends(): number[] {
    return this.#frames.map(({ length }) => length);
  }

  /** The records with these offsets in each partition, for `ProduceJob.file` and `LoadJob.file`. */
  save(path: string, from = this.ends.map(() => 0), to = this.ends): void {
    const frames = this.#frames.flatMap((all, p) => all.slice(from[p], to[p]));
    writeFileSync(path, Buffer.concat(frames.map(({ bytes }) => bytes)));
  }

  /** The offset of the partition's first record of that time or later, null if there is none. */
  offsetFor(partition: number, timestamp: number): number | null {
    const offset = this.#frames[partition]!.findIndex((frame) => frame.timestamp >= timestamp);
    return offset < 0 ? null : offset;
  }

  /** @throws Error telling the difference if that record is not the one of its partition and offset. */
  check(frame: Frame): void {
    const expected = this.#frames[frame.partition]?.[frame.offset];
    if (expected === undefined) throw new Error(`nobody wrote ${describe(frame)}`);
    const same =
      this.#timestamps === 'own'
        ? frame.bytes.equals(expected.bytes)
        : frame.content.equals(expected.content) && isWithin(this.#timestamps, frame.timestamp);
    if (!same) throw new Error(`expected ${describe(expected)}\n     got ${describe(frame)}`);
  }
}

/** One reader's way through a topic: every record from one offset to another, once, in order. */
export class Reading {
  readonly #expected: ExpectedRecords;
  /** By partition, the offset of the record that must come next. */
  readonly #next: number[];
  readonly #to: readonly number[];

  constructor(
    expected: ExpectedRecords,
    from: readonly number[] = expected.ends.map(() => 0),
    to: readonly number[] = expected.ends,
  ) {
    this.#expected = expected;
    this.#next = [...from];
    this.#to = to;
  }

  /** @throws Error if this is not what comes next in its partition. */
  take(frame: Frame): void {
    const { partition, offset } = frame;
    if (offset !== this.#next[partition]) {
      throw new Error(`expected offset ${this.#next[partition]}, got ${describe(frame)}`);
    }
    this.#expected.check(frame);
    this.#next[partition]!++;
  }

  /** @throws Error unless the last record of each partition has come. */
  end(): void {
    this.#to.forEach((to, p) => {
      const next = this.#next[p]!;
      if (next !== to) throw new Error(`partition ${p} ended at ${next} instead of ${to}`);
    });
  }
}

function isWithin({ from, to }: { from: number; to: number }, timestamp: number): boolean {
  return timestamp >= from && timestamp <= to;
}

function describe(frame: Frame): string {
  const { partition, offset, timestamp, key, value, headers } = frame.record();
  const named = headers.map((header) => `${header.name}=${text(header.value)}`);
  return `${partition}@${offset} time ${timestamp} key ${text(key)} value ${text(value)} headers [${named}]`;
}

function text(bytes: Uint8Array | null): string {
  return bytes === null ? 'null' : JSON.stringify(Buffer.from(bytes).toString('latin1'));
}
