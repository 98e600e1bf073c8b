/** How terms are added to a value of any kind (PySpark's AccumulatorParam). */
export interface AccumulatorParam<T> {
  /** PySpark's tasks start with it; here they add to the value itself. */
  zero?(value: T): T;
  /** The sum; it may be `a`, changed. */
  addInPlace(a: T, b: T): T;
}

/** A value that tasks add to and the program reads (PySpark's Accumulator). */
export class Accumulator<T> {
  readonly id: number;
  value: T;
  readonly #param: AccumulatorParam<T>;

  /** Made by `SparkContext.accumulator`. */
  constructor(id: number, value: T, param: AccumulatorParam<T>) {
    this.id = id;
    this.value = value;
    this.#param = param;
  }

  add(term: T): void {
    this.value = this.#param.addInPlace(this.value, term);
  }

  toString(): string {
    return String(this.value);
  }
}

/** Adds numbers. */
export const numericAccumulatorParam: AccumulatorParam<number> = {
  addInPlace: (a, b) => a + b,
};

/** Count, sum and average of numbers (Spark's LongAccumulator and DoubleAccumulator, which are one here). */
export class NumericAccumulator {
  readonly id: number;
  readonly name: string | undefined;
  #sum = 0;
  #count = 0;

  constructor(id: number, name?: string) {
    this.id = id;
    this.name = name;
  }

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  get value(): number {
    return this.#sum;
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN without any. */
  get avg(): number {
    return this.#sum / this.#count;
  }

  get isZero(): boolean {
    return this.#count === 0;
  }

  reset(): void {
    this.#sum = 0;
    this.#count = 0;
  }
}

/** Collects values in the order in which tasks add them (Spark's CollectionAccumulator). */
export class CollectionAccumulator<T> {
  readonly id: number;
  readonly name: string | undefined;
  #values: T[] = [];

  constructor(id: number, name?: string) {
    this.id = id;
    this.name = name;
  }

  add(value: T): void {
    this.#values.push(value);
  }

  get value(): readonly T[] {
    return this.#values;
  }

  get isZero(): boolean {
    return this.#values.length === 0;
  }

  reset(): void {
    this.#values = [];
  }
}
