// How records travel between a test and the programs around the clients, whatever these are written in:
// a stream of frames, each `length: int32` and that many bytes, of which the first tells the kind.
//
//   'R' a record:  partition int32, offset int64, timestamp int64, key, value, headers
//                  (int32 count, then name and value each)
//   'A' an acknowledgement: partition int32, offset int64, number int64
//   'E' an event: JSON
//
// Numbers are big-endian; byte strings are `length: int32` (-1: null) and that many bytes.
// `programs/frames.py` and `programs/Frames.java` say the same.

export interface TestHeader {
  readonly name: string;
  readonly value: Uint8Array | null;
}

export interface TestRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly TestHeader[];
}

export interface Acknowledgement {
  readonly partition: number;
  readonly offset: number;
  /** The how-manyth record of its producer in this partition, from 0. */
  readonly number: number;
}

export const FrameKind = { record: 0x52, acknowledgement: 0x41, event: 0x45 } as const;

const RECORD_START = 4 + 1;
const TIMESTAMP_AT = RECORD_START + 12;
const KEY_AT = TIMESTAMP_AT + 8;

/** The whole frame of a record. */
export function recordFrame(record: TestRecord): Buffer {
  const names = record.headers.map(({ name }) => Buffer.from(name));
  let size = KEY_AT + sizeOf(record.key) + sizeOf(record.value) + 4;
  record.headers.forEach(({ value }, i) => {
    size += sizeOf(names[i]!) + sizeOf(value);
  });
  const frame = Buffer.allocUnsafe(size);
  let at = frame.writeInt32BE(size - 4, 0);
  at = frame.writeUInt8(FrameKind.record, at);
  at = frame.writeInt32BE(record.partition, at);
  at = frame.writeBigInt64BE(BigInt(record.offset), at);
  at = frame.writeBigInt64BE(BigInt(record.timestamp), at);
  at = writeBytes(frame, at, record.key);
  at = writeBytes(frame, at, record.value);
  at = frame.writeInt32BE(record.headers.length, at);
  record.headers.forEach(({ value }, i) => {
    at = writeBytes(frame, at, names[i]!);
    at = writeBytes(frame, at, value);
  });
  return frame;
}

export function acknowledgementFrame({ partition, offset, number }: Acknowledgement): Buffer {
  const frame = Buffer.allocUnsafe(25);
  frame.writeInt32BE(21, 0);
  frame.writeUInt8(FrameKind.acknowledgement, 4);
  frame.writeInt32BE(partition, 5);
  frame.writeBigInt64BE(BigInt(offset), 9);
  frame.writeBigInt64BE(BigInt(number), 17);
  return frame;
}

export function eventFrame(event: unknown): Buffer {
  const json = Buffer.from(`E${JSON.stringify(event)}`);
  const length = Buffer.allocUnsafe(4);
  length.writeInt32BE(json.length);
  return Buffer.concat([length, json]);
}

/** A frame as it came, length included. */
export class Frame {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get kind(): number {
    return this.bytes[4]!;
  }

  /** Of a record or an acknowledgement. */
  get partition(): number {
    return this.bytes.readInt32BE(RECORD_START);
  }

  /** Of a record or an acknowledgement. */
  get offset(): number {
    return Number(this.bytes.readBigInt64BE(RECORD_START + 4));
  }

  /** Of a record. */
  get timestamp(): number {
    return Number(this.bytes.readBigInt64BE(TIMESTAMP_AT));
  }

  /** The same record with another timestamp. */
  withTimestamp(timestamp: number): Frame {
    const bytes = Buffer.from(this.bytes);
    bytes.writeBigInt64BE(BigInt(timestamp), TIMESTAMP_AT);
    return new Frame(bytes);
  }

  /** A record's key, value and headers as they lie in the frame, to be compared. */
  get content(): Buffer {
    return this.bytes.subarray(KEY_AT);
  }

  record(): TestRecord {
    let at = KEY_AT;
    const bytes = () => {
      const length = this.bytes.readInt32BE(at);
      at += 4;
      if (length < 0) return null;
      at += length;
      return this.bytes.subarray(at - length, at);
    };
    const key = bytes();
    const value = bytes();
    const headers: TestHeader[] = [];
    let count = this.bytes.readInt32BE(at);
    at += 4;
    for (; count > 0; count--) headers.push({ name: String(bytes()), value: bytes() });
    const { partition, offset, timestamp } = this;
    return { partition, offset, timestamp, key, value, headers };
  }

  acknowledgement(): Acknowledgement {
    const { partition, offset } = this;
    return { partition, offset, number: Number(this.bytes.readBigInt64BE(TIMESTAMP_AT)) };
  }

  event(): unknown {
    return JSON.parse(this.bytes.toString('utf8', RECORD_START));
  }
}

/** Cuts a stream of bytes into frames. */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0);

  *push(chunk: Buffer): Generator<Frame> {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= 4) {
      const end = 4 + bytes.readInt32BE(0);
      if (bytes.length < end) break;
      yield new Frame(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }
}

function sizeOf(bytes: Uint8Array | null): number {
  return 4 + (bytes?.length ?? 0);
}

function writeBytes(frame: Buffer, at: number, bytes: Uint8Array | null): number {
  const start = frame.writeInt32BE(bytes?.length ?? -1, at);
  if (bytes === null) return start;
  frame.set(bytes, start);
  return start + bytes.length;
}
