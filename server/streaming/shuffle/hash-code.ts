import { keyStructure } from './key-structure.ts';

/**
 * What `hashCode()` gives in Java: a string's, an Integer's for whole numbers of 32 bits, a Long's for other whole ones,
 * a Double's for the rest, a List's for arrays and other iterables, a Map's for objects. Equal keys have equal ones.
 * @returns a whole number of 32 bits.
 */
export function hashCode(key: unknown): number {
  switch (typeof key) {
    case 'string':
      return stringHash(key);
    case 'number':
      return numberHash(key);
    case 'boolean':
      return key ? 1231 : 1237;
    case 'bigint':
      return bigintHash(key);
    case 'object':
      return key === null ? 0 : objectHash(key);
    default:
      return key === undefined ? 0 : stringHash(String(key));
  }
}

/** The remainder that is not negative, as Spark's `Utils.nonNegativeMod`. */
export function nonNegativeMod(value: number, modulus: number): number {
  const remainder = value % modulus;
  return remainder < 0 ? remainder + modulus : remainder;
}

function stringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

const bits = new DataView(new ArrayBuffer(8));

function numberHash(value: number): number {
  if ((value | 0) === value) return value | 0;
  if (Number.isSafeInteger(value)) bits.setBigInt64(0, BigInt(value));
  else bits.setFloat64(0, value);
  return bits.getInt32(0) ^ bits.getInt32(4);
}

function bigintHash(value: bigint): number {
  if (BigInt.asIntN(64, value) === value) {
    bits.setBigInt64(0, value);
    return bits.getInt32(0) ^ bits.getInt32(4);
  }
  const digits = (value < 0n ? -value : value).toString(16);
  let hash = 0;
  for (let from = 0, to = digits.length % 8 || 8; from < digits.length; from = to, to += 8) {
    hash = (Math.imul(hash, 31) + Number.parseInt(digits.slice(from, to), 16)) | 0;
  }
  return value < 0n ? -hash | 0 : hash;
}

function objectHash(object: object): number {
  if (Array.isArray(object)) return listHash(object);
  const structure = keyStructure(object);
  if ('value' in structure) {
    // Java's Date has a Long's hash, whatever the time.
    return isDate(object) ? dateHash(object) : hashCode(structure.value);
  }
  if ('elements' in structure) return listHash(structure.elements);
  let hash = 0;
  for (const [name, value] of structure.properties) {
    hash = (hash + (stringHash(name) ^ hashCode(value))) | 0;
  }
  return hash;
}

function isDate(object: object): object is Date {
  return Object.prototype.toString.call(object) === '[object Date]';
}

function dateHash(date: Date): number {
  const time = date.getTime();
  return Number.isNaN(time) ? 0 : bigintHash(BigInt(time));
}

function listHash(elements: Iterable<unknown>): number {
  let hash = 1;
  for (const element of elements) hash = (Math.imul(hash, 31) + hashCode(element)) | 0;
  return hash;
}
