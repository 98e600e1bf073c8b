/** The last lines of a text that grows without end. */
export class PrintedTail {
  readonly #longest: number;
  #text = '';
  /** Lines that are not kept any more. */
  #dropped = 0;

  /** @param longest characters that are kept. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  append(text: string): void {
    this.#text += text;
    // Not each time: what is cut off is paid for by as much that has come.
    if (this.#text.length > 2 * this.#longest) this.#cut();
  }

  /** The text, with how much is missing before it. */
  toString(): string {
    if (this.#text.length > this.#longest) this.#cut();
    if (this.#dropped === 0) return this.#text;
    return `… ${this.#dropped.toLocaleString('en-US')} earlier ${this.#dropped === 1 ? 'line' : 'lines'}\n${this.#text}`;
  }

  #cut(): void {
    const from = this.#text.length - this.#longest;
    const lineEnd = this.#text.indexOf('\n', from - 1);
    const start = lineEnd === -1 || lineEnd === this.#text.length - 1 ? from : lineEnd + 1;
    this.#dropped += linesIn(this.#text, start);
    this.#text = this.#text.slice(start);
  }
}

function linesIn(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
