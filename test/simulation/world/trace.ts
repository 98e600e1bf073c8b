/** One thing that happened: the time in milliseconds, who, what. */
interface Entry {
  readonly at: number;
  readonly who: string;
  readonly what: string;
}

/**
 * Everything that happens in a simulation, as a number that two runs share only if they went the same way, and
 * the latest of it as text.
 */
export class Trace {
  readonly #now: () => number;
  readonly #keep: number;
  readonly #print: ((line: string) => void) | undefined;
  readonly #latest: Entry[] = [];
  #hash = 0x811c9dc5;
  #entries = 0;

  /**
   * @param keep how many entries to keep as text
   * @param print called with each line, as it comes
   */
  constructor(now: () => number, keep: number, print?: (line: string) => void) {
    this.#now = now;
    this.#keep = keep;
    this.#print = print;
  }

  /** Of all that has been noted so far. */
  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  /** How many entries there were. */
  get entries(): number {
    return this.#entries;
  }

  /** The latest entries, oldest first. */
  get latest(): string[] {
    const at = this.#latest.length < this.#keep ? 0 : this.#entries % this.#keep;
    return [...this.#latest.slice(at), ...this.#latest.slice(0, at)].map(lineOf);
  }

  /** Something worth reading. */
  note(who: string, what: string): void {
    const entry = { at: this.#now(), who, what };
    this.#mixText(who);
    this.#mixText(what);
    this.count(entry.at * 1000);
    this.#latest[this.#entries++ % this.#keep] = entry;
    this.#print?.(lineOf(entry));
  }

  /** Something that is worth reading where everything is printed, and follows from what is noted. */
  aside(who: string, what: () => string | undefined): void {
    if (this.#print === undefined) return;
    const text = what();
    if (text !== undefined) this.#print(lineOf({ at: this.#now(), who, what: text }));
  }

  /** A number that tells this run from another. */
  count(value: number): void {
    this.#hash = Math.imul(this.#hash ^ (value | 0), 0x01000193);
    this.#hash ^= this.#hash >>> 15;
  }

  /** Bytes that tell this run from another. */
  mix(bytes: Uint8Array): void {
    let hash = this.#hash;
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    this.#hash = hash;
  }

  #mixText(text: string): void {
    let hash = this.#hash;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    this.#hash = hash;
  }
}

function lineOf({ at, who, what }: Entry): string {
  return `${(at / 1000).toFixed(6).padStart(11)} ${who.padEnd(12)} ${what}`;
}
