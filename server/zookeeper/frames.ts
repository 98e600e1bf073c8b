/** Largest frame that a server takes unless told otherwise: Apache ZooKeeper's `jute.maxbuffer`. */
export const MAX_FRAME_BYTES = 0xfffff;

/** Bytes that are not frames of ZooKeeper's protocol; the message says what they look like. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Cuts a byte stream into frames: an int32 length, and so many bytes. */
export class FrameReader {
  readonly #maxBytes: number;
  /** What has arrived of a frame that is not complete. */
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  /** Bytes needed before there is anything to do: a length, or a length and its frame. */
  #needed = 4;

  constructor(maxBytes = MAX_FRAME_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The frames that `chunk` completes, without their lengths: views on the chunk where that holds them whole.
   * @throws FrameError at a length that is negative or too large.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const frames: Uint8Array[] = [];
    while (this.#buffered >= this.#needed) {
      const bytes = this.#joined();
      const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
      if (length < 0 || length > this.#maxBytes) {
        throw new FrameError(describe(bytes, length, this.#maxBytes));
      }
      this.#needed = 4 + length;
      if (bytes.length < this.#needed) break;
      frames.push(bytes.subarray(4, this.#needed));
      this.#keep(bytes.subarray(this.#needed));
      this.#needed = 4;
    }
    return frames;
  }

  /** What has arrived of the frame to come, from its length on: a foreign protocol's first words, perhaps. */
  get rest(): Uint8Array {
    return this.#joined();
  }

  #joined(): Uint8Array {
    const [first = new Uint8Array(0)] = this.#chunks;
    if (this.#chunks.length <= 1) return first;
    const joined = new Uint8Array(this.#buffered);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#keep(joined);
    return joined;
  }

  #keep(bytes: Uint8Array): void {
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#buffered = bytes.length;
  }
}

function describe(bytes: Uint8Array, length: number, maxBytes: number): string {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (/^(GET |POST|PUT |HEAD|DELE|OPTI|PATC|CONN|PRI )$/.test(start)) return 'an HTTP request';
  // A TLS record of type handshake, version 3.x.
  if (bytes[0] === 0x16 && bytes[1] === 3) return 'a TLS hello';
  if (length < 0) return `a frame of negative length ${length}`;
  return `a frame of ${length} bytes, where ${maxBytes} are the most`;
}
