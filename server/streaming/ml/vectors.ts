import { require } from '../errors.ts';
import { parseNumeric } from './numeric-text.ts';

// Vectors are plain data, so that they survive checkpoints, files and Kafka as they are: any array of numbers is one.

/** The features of a point (MLlib's Vector). */
export type Vector = DenseVector | SparseVector;

/** All values, those that are 0 too. */
export type DenseVector = readonly number[];

/** The values that are not 0, with their places in ascending order. */
export interface SparseVector {
  readonly size: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** Makes vectors and computes with them (MLlib's Vectors). */
export const Vectors = { dense, sparse, zeros, parse, stringify, toArray, norm, sqdist, dot };

function dense(values: readonly number[]): DenseVector;
function dense(...values: number[]): DenseVector;
function dense(...values: [readonly number[]] | number[]): DenseVector {
  const [first] = values;
  return typeof first === 'object' ? [...first] : (values as number[]);
}

/**
 * A vector of which most values are 0, from the others and their places: as two arrays, as pairs or as an object.
 * @throws IllegalArgumentException for a place that is given twice, or is not in the vector.
 */
function sparse(size: number, indices: readonly number[], values: readonly number[]): SparseVector;
function sparse(
  size: number,
  elements: readonly (readonly [index: number, value: number])[] | Readonly<Record<number, number>>,
): SparseVector;
function sparse(
  size: number,
  places: readonly unknown[] | Readonly<Record<number, number>>,
  values?: readonly number[],
): SparseVector {
  if (values === undefined) {
    const pairs = Array.isArray(places)
      ? [...(places as readonly (readonly [number, number])[])]
      : Object.entries(places).map(([index, value]) => [Number(index), value as number] as const);
    pairs.sort(([a], [b]) => a - b);
    return checked({ size, indices: pairs.map(([i]) => i), values: pairs.map(([, x]) => x) });
  }
  return checked({ size, indices: [...(places as readonly number[])], values: [...values] });
}

function checked(vector: SparseVector): SparseVector {
  const { size, indices, values } = vector;
  require(indices.length ===
    values.length, `Sparse vectors require that the dimension of the indices match the dimension of the values. You provided ${indices.length} indices and ${values.length} values.`);
  let last = -1;
  for (const index of indices) {
    require(Number.isInteger(index) && index >= 0, `Found negative index: ${index}.`);
    require(index !== last, `Found duplicate indices: ${index}.`);
    require(index > last, `Index ${index} follows ${last}: indices must be in ascending order.`);
    require(index < size, `Index ${index} out of bounds for vector of size ${size}`);
    last = index;
  }
  return vector;
}

function zeros(size: number): DenseVector {
  return new Array<number>(size).fill(0);
}

/** MLlib's text form: `[1.0,0.0,3.0]`, or `(3,[0,2],[1.0,3.0])` for a sparse one. @throws IllegalArgumentException */
function parse(text: string): Vector {
  return vectorOf(parseNumeric(text), text);
}

/** The vector that a parsed text form stands for. @param text is what an error names. */
export function vectorOf(form: unknown, text: string): Vector {
  if (isNumbers(form)) return form;
  if (form instanceof Object && 'tuple' in form && Array.isArray(form.tuple)) {
    const [size, indices, values, ...more] = form.tuple as unknown[];
    if (more.length === 0 && typeof size === 'number' && isNumbers(indices) && isNumbers(values))
      return sparse(size, indices, values);
  }
  require(false, `Cannot parse ${text}: a vector is written [1.0,2.0] or (2,[0,1],[1.0,2.0]).`);
}

function isNumbers(form: unknown): form is number[] {
  return Array.isArray(form) && form.every((item) => typeof item === 'number');
}

/** What `parse` reads. */
function stringify(vector: Vector): string {
  if (!('indices' in vector)) return `[${vector.map(decimal).join(',')}]`;
  return `(${vector.size},[${vector.indices.join(',')}],[${vector.values.map(decimal).join(',')}])`;
}

/** A number with a point even where it is whole, as Scala and Python write theirs. */
export function decimal(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** How many values a vector has. */
export function sizeOf(vector: Vector): number {
  return 'indices' in vector ? vector.size : vector.length;
}

/** All values; a dense vector's own array. */
function toArray(vector: Vector): DenseVector {
  if (!('indices' in vector)) return vector;
  const values = new Array<number>(vector.size).fill(0);
  addScaled(1, vector, values);
  return values;
}

/** The p-norm; Euclidean without p, the largest absolute value for Infinity. */
function norm(vector: Vector, p = 2): number {
  const values = 'indices' in vector ? vector.values : vector;
  if (p === Number.POSITIVE_INFINITY)
    return values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  require(p >=
    1, `To compute the p-norm of the vector, we require that you specify a p>=1. You specified p=${p}.`);
  if (p === 2) return Math.sqrt(dotProduct(values, values));
  return values.reduce((sum, x) => sum + Math.abs(x) ** p, 0) ** (1 / p);
}

/** The square of the Euclidean distance. */
function sqdist(a: Vector, b: Vector): number {
  assertSameSize(a, b);
  return squaredDistance(toArray(a), b);
}

/** The same without a look at the sizes. */
export function squaredDistance(a: DenseVector, b: Vector): number {
  let sum = 0;
  if (!('indices' in b)) {
    for (let i = 0; i < a.length; i++) {
      const difference = a[i]! - b[i]!;
      sum += difference * difference;
    }
    return sum;
  }
  const { indices, values } = b;
  let next = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = indices[next] === i ? a[i]! - values[next++]! : a[i]!;
    sum += difference * difference;
  }
  return sum;
}

/** The sum of the products. */
function dot(a: Vector, b: Vector): number {
  assertSameSize(a, b);
  return 'indices' in a ? dotProduct(a, toArray(b)) : dotProduct(b, a);
}

/** The same without a look at the sizes. */
export function dotProduct(a: Vector, b: DenseVector): number {
  let sum = 0;
  if (!('indices' in a)) {
    for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
    return sum;
  }
  const { indices, values } = a;
  for (let i = 0; i < indices.length; i++) sum += values[i]! * b[indices[i]!]!;
  return sum;
}

/** Adds `factor` times a vector to `sum`, in place (BLAS's axpy). */
export function addScaled(factor: number, vector: Vector, sum: number[]): void {
  if (!('indices' in vector)) {
    for (let i = 0; i < vector.length; i++) sum[i]! += factor * vector[i]!;
    return;
  }
  const { indices, values } = vector;
  for (let i = 0; i < indices.length; i++) sum[indices[i]!]! += factor * values[i]!;
}

function assertSameSize(a: Vector, b: Vector): void {
  const [sizeOfA, sizeOfB] = [sizeOf(a), sizeOf(b)];
  require(sizeOfA === sizeOfB, `Vector dimensions do not match: ${sizeOfA} and ${sizeOfB}.`);
}
