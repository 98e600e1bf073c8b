import type {
  ConfigChange,
  ConfigKey,
  ConfigSubject,
} from '../../server/contract/configuration.ts';
import { converted } from './units.ts';

type Kind = ConfigSubject['kind'];

/** Whether the key is set for this topic or broker itself, and not where it takes its value from otherwise. */
export function isSetHere({ source }: ConfigKey, kind: Kind): boolean {
  return source === kind;
}

/** The value that the key has when it is no longer set here; undefined if that is not known. */
export function inherited(key: ConfigKey, kind: Kind): string | null | undefined {
  if (!isSetHere(key, kind)) return key.value;
  const [, next] = key.origins;
  return next && converted(next.value, next.name, key.name);
}

/** What is wrong with a value, as far as the key's type tells; undefined if nothing is. The broker judges finally. */
export function complaintOf({ type }: ConfigKey, value: string): string | undefined {
  switch (type) {
    case 'short':
      return wholeNumber(value, 2n ** 15n);
    case 'int':
      return wholeNumber(value, 2n ** 31n);
    case 'long':
      return wholeNumber(value, 2n ** 63n);
    case 'double':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? undefined : 'A number.';
    case 'boolean':
      return /^(true|false)$/.test(value) ? undefined : 'true or false.';
    default:
      return undefined;
  }
}

/** Changes that have not been saved, by key. */
export class Edits {
  readonly #values = new Map<string, string | null>();
  readonly #kind: Kind;

  constructor(kind: Kind, changes: readonly ConfigChange[] = []) {
    this.#kind = kind;
    for (const { name, value } of changes) this.#values.set(name, value);
  }

  get size(): number {
    return this.#values.size;
  }

  get changes(): ConfigChange[] {
    return [...this.#values].map(([name, value]) => ({ name, value }));
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Whether the key is to be set here no longer. */
  isReset(name: string): boolean {
    return this.#values.get(name) === null;
  }

  /** What is shown: what was typed, else what is so. */
  valueOf(key: ConfigKey): string {
    const edited = this.#values.get(key.name);
    if (edited === null) return inherited(key, this.#kind) ?? '';
    return edited ?? key.value ?? '';
  }

  /** The value that is so already is no change. */
  set(key: ConfigKey, value: string): void {
    if (value === (key.value ?? '')) this.#values.delete(key.name);
    else this.#values.set(key.name, value);
  }

  reset(key: ConfigKey): void {
    if (isSetHere(key, this.#kind)) this.#values.set(key.name, null);
    else this.#values.delete(key.name);
  }

  discard(name: string): void {
    this.#values.delete(name);
  }

  clear(): void {
    this.#values.clear();
  }

  /** Forgets what concerns keys that there are not, or that have that value by now. */
  reconcile(keys: readonly ConfigKey[]): void {
    const byName = new Map(keys.map((key) => [key.name, key]));
    for (const [name, value] of [...this.#values]) {
      const key = byName.get(name);
      const isDone = value === null ? key && !isSetHere(key, this.#kind) : key?.value === value;
      if (key === undefined || isDone) this.#values.delete(name);
    }
  }
}

function wholeNumber(value: string, bound: bigint): string | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(value)) return 'A whole number.';
  const number = BigInt(value.trim().replace(/^\+/, ''));
  if (number >= -bound && number < bound) return undefined;
  return `A whole number from ${-bound} to ${bound - 1n}.`;
}
