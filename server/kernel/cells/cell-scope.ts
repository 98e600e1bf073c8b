/**
 * The names that cells share: properties of the global object, so that scripts and functions find them as fast as
 * anything global. Names that Node itself has there are kept apart, lest a cell's `setTimeout` from
 * `node:timers/promises` becomes everybody's.
 */
export class CellScope {
  readonly #global: Record<string, unknown>;
  readonly #reserved: ReadonlySet<string>;
  /** What cells have declared under reserved names. */
  readonly #shadows: Record<string, unknown> = Object.create(null);
  readonly #later: { readonly mentioned: RegExp; readonly load: () => Promise<void> }[] = [];

  /** @param global what Node has made of it, before any cell or anything else has been there. */
  constructor(global: object = globalThis) {
    this.#global = global as Record<string, unknown>;
    this.#reserved = new Set(Object.getOwnPropertyNames(global));
    Object.defineProperty(global, SHADOWS, { value: this.#shadows });
  }

  readonly isReserved = (name: string): boolean => this.#reserved.has(name);

  /** Gives cells a name, which they may declare themselves. @param get called when it is first used. */
  provide(name: string, get: () => unknown): void {
    const set = (value: unknown) =>
      Object.defineProperty(this.#global, name, { value, ...ORDINARY });
    Object.defineProperty(this.#global, name, { get, set, configurable: true });
  }

  /** Gives cells a name whose value has to be loaded: before the first cell begins that mentions it. */
  provideLater(names: readonly string[], load: () => Promise<void>): void {
    this.#later.push({ mentioned: mentionOf(names), load });
  }

  /** Loads what code needs. */
  async prepare(code: string): Promise<void> {
    for (const each of this.#later.filter(({ mentioned }) => mentioned.test(code))) {
      await each.load();
      this.#later.splice(this.#later.indexOf(each), 1);
    }
  }

  /** Makes a name known, with the value that it has or `undefined`, so that it can be assigned to. */
  declare(name: string): void {
    const holder = this.#holder(name);
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (property !== undefined && 'value' in property) return;
    Object.defineProperty(holder, name, { value: undefined, ...ORDINARY });
  }

  assign(name: string, value: unknown): void {
    this.declare(name);
    this.#holder(name)[name] = value;
  }

  /** The script that sees the names kept apart, if any of them is in it: still on the same lines. */
  withShadows(script: string): string {
    const names = Object.keys(this.#shadows);
    if (names.length === 0) return script;
    if (!mentionOf(names).test(script)) return script;
    // `with` is for sloppy code alone, and what is in it may be strict by itself.
    return `with (${SHADOWS}) ${script}`;
  }

  #holder(name: string): Record<string, unknown> {
    return this.#reserved.has(name) ? this.#shadows : this.#global;
  }
}

/** Finds identifiers, in which only the dollar sign means something to expressions. */
function mentionOf(names: readonly string[]): RegExp {
  const alternatives = names.map((name) => name.replaceAll('$', '\\$')).join('|');
  return new RegExp(`(?<![\\w$])(?:${alternatives})(?![\\w$])`);
}

const SHADOWS = '__shadows';
const ORDINARY = { writable: true, enumerable: true, configurable: true } as const;
