/** Bytes on a connection that are not Kafka frames. The connection cannot be used any further. */
export class FrameError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'FrameError';
  }
}

const LENGTH_BYTES = 4;
const HTTP_METHODS = [
  'GET ',
  'POST',
  'PUT ',
  'HEAD',
  'DELE',
  'OPTI',
  'PATC',
  'CONN',
  'TRAC',
  'PRI ',
];

/**
 * Splits what arrives on one connection into frames, each of which follows its length in four
 * bytes. A frame that lies within one chunk is a view of it; others are copied once.
 */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #length = new Uint8Array(LENGTH_BYTES);
  #lengthRead = 0;
  readonly #release: (chunk: Uint8Array) => void;
  /** Chunks of the frame begun. They are joined when it is complete, so no byte is copied twice. */
  #parts: Uint8Array[] = [];
  /** Chunks that nobody needs once those are joined. */
  #joinable: Uint8Array[] = [];
  /** Bytes of the frame begun that are still to come. */
  #missing = 0;
  #size = 0;

  /**
   * @param maxBytes the longest frame allowed, its length not counted (`socket.request.max.bytes`)
   * @param release gets each chunk that no frame is a view of, when all of it has been copied
   */
  constructor(maxBytes: number, release: (chunk: Uint8Array) => void = () => {}) {
    this.#maxBytes = maxBytes;
    this.#release = release;
  }

  /**
   * Takes the next chunk and returns the frames that it completes, without their lengths. The
   * chunk must not be changed afterwards, unless it is released.
   *
   * @throws FrameError where no frame of allowed length begins, saying what it looks like instead
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    // Frames are plain arrays whatever the chunks are: `slice` of Node's Buffer does not copy.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    let at = 0;
    let viewed = false;
    while (at < bytes.length) {
      if (this.#lengthRead < LENGTH_BYTES) {
        this.#length[this.#lengthRead++] = bytes[at++]!;
        if (this.#lengthRead < LENGTH_BYTES) continue;
        this.#begin();
      } else {
        const part = bytes.subarray(at, at + this.#missing);
        at += part.length;
        this.#missing -= part.length;
        this.#parts.push(part);
      }
      if (this.#missing > 0) continue;
      if (this.#parts.length === 1) viewed = true;
      frames.push(this.#end());
    }
    if (!viewed) this.#joinable.push(chunk);
    if (this.#parts.length === 0) this.#releaseJoined();
    return frames;
  }

  #begin(): void {
    this.#size = checkedSize(this.#length, this.#maxBytes);
    this.#missing = this.#size;
  }

  #end(): Uint8Array {
    const parts = this.#parts;
    this.#parts = [];
    this.#lengthRead = 0;
    if (parts.length === 1) return parts[0]!;
    const frame = new Uint8Array(this.#size);
    let at = 0;
    for (const part of parts) {
      frame.set(part, at);
      at += part.length;
    }
    this.#releaseJoined();
    return frame;
  }

  #releaseJoined(): void {
    for (const chunk of this.#joinable.splice(0)) this.#release(chunk);
  }
}

/** Reads a frame's length and refuses one that cannot be meant. */
function checkedSize(length: Uint8Array, maxBytes: number): number {
  const size = new DataView(length.buffer, length.byteOffset).getInt32(0);
  if (size >= 0 && size <= maxBytes) return size;
  const other = otherProtocol(length);
  if (other !== undefined) {
    throw new FrameError(`this is ${other}, but the port speaks the Kafka protocol`);
  }
  throw new FrameError(
    size < 0
      ? `a frame of negative length ${size}`
      : `a frame of ${size} bytes; at most ${maxBytes} are allowed`,
  );
}

/** What the first bytes of a connection look like, where they are no length of a Kafka frame. */
function otherProtocol(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start);
  if (HTTP_METHODS.includes(text)) return 'an HTTP request';
  if (text === 'SSH-') return 'an SSH client';
  // A TLS record of type handshake begins with 22 and the major version 3.
  if (start[0] === 0x16 && start[1] === 0x03) return 'a TLS handshake';
  return undefined;
}
