/** Text that is no line of the protocol: too long, or not JSON. */
export class JsonLinesError extends Error {
  override readonly name = 'JsonLinesError';
}

/** Takes JSON values, one a line, out of a byte stream that arrives in pieces. */
export class JsonLinesReader {
  readonly #maxBytes: number;
  /** The pieces of a line whose end has not arrived. */
  #partial: Uint8Array[] = [];
  #partialBytes = 0;

  /** @param maxBytes the longest line that is accepted. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @returns the values whose lines are complete. @throws JsonLinesError */
  push(chunk: Uint8Array): unknown[] {
    const values: unknown[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, end));
      const line = Buffer.concat(this.#partial).toString('utf8').trim();
      this.#partial = [];
      this.#partialBytes = 0;
      if (line !== '') values.push(parse(line));
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
    return values;
  }

  #keep(piece: Uint8Array): void {
    this.#partialBytes += piece.length;
    if (this.#partialBytes > this.#maxBytes) {
      throw new JsonLinesError(`a line is longer than ${this.#maxBytes} bytes`);
    }
    if (piece.length > 0) this.#partial.push(piece);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new JsonLinesError(`not JSON: ${line.slice(0, 80)}`);
  }
}
