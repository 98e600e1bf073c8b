import { isPlainObject, kindOf } from '../value-kinds.ts';

/** Beyond that many values, or levels, an object has no fingerprint: it may be without end. */
const MOST_VALUES = 10_000;
const MOST_LEVELS = 100;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/**
 * A number that is the same for an object as long as nothing in it changes, and another one, but for one chance in 2⁵²,
 * when something has; NaN where that cannot be told. It looks into arrays, plain objects, maps, sets, dates and bytes.
 */
export function fingerprint(object: object): number {
  const print = new Fingerprint();
  return print.add(object) ? print.value : Number.NaN;
}

class Fingerprint {
  #a = 0x2545f491;
  #b = 0x9e3779b9;
  #left = MOST_VALUES;
  #level = 0;

  get value(): number {
    return (this.#a >>> 0) * 0x10_0000 + ((this.#b >>> 0) & 0xf_ffff);
  }

  /** Whether it could take all of it. */
  add(value: unknown): boolean {
    if (--this.#left < 0) return false;
    switch (typeof value) {
      case 'number':
        this.#number(value);
        return true;
      case 'string':
        this.#string(value);
        return true;
      case 'boolean':
        this.#mix(value ? 11 : 12);
        return true;
      case 'undefined':
        this.#mix(13);
        return true;
      case 'bigint':
        this.#mix(14);
        this.#string(String(value));
        return true;
      case 'object':
        if (value !== null) return this.#within(value);
        this.#mix(15);
        return true;
      default:
        return false;
    }
  }

  #within(object: object): boolean {
    if (++this.#level > MOST_LEVELS) return false;
    const isTaken = this.#object(object);
    this.#level--;
    return isTaken;
  }

  #object(object: object): boolean {
    if (Array.isArray(object)) return this.#elements(object);
    if (isPlainObject(object)) return this.#properties(object);
    switch (kindOf(object)) {
      case 'Set':
      case 'Map':
        return this.#elements(object as Iterable<unknown>);
      case 'Date':
        return this.add((object as Date).getTime());
      case 'Uint8Array':
        return this.#elements(object as Uint8Array);
      case 'Object':
        return this.#properties(object);
      default:
        return false;
    }
  }

  #elements(elements: Iterable<unknown>): boolean {
    this.#mix(21);
    for (const element of elements) if (!this.add(element)) return false;
    this.#mix(22);
    return true;
  }

  #properties(object: object): boolean {
    this.#mix(23);
    for (const name in object) {
      this.#string(name);
      if (!this.add((object as Record<string, unknown>)[name])) return false;
    }
    this.#mix(24);
    return true;
  }

  #number(value: number): void {
    double[0] = value;
    this.#mix(words[0]!);
    this.#mix(words[1]!);
  }

  #string(value: string): void {
    this.#mix(value.length ^ 0x5f000000);
    for (let i = 0; i < value.length; i++) this.#mix(value.charCodeAt(i));
  }

  #mix(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x01000193);
    this.#b = Math.imul((this.#b << 5) ^ (this.#b >>> 27) ^ word, 0x85ebca6b);
  }
}
