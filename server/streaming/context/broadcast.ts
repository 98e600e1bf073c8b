import { SparkException } from '../scheduler/stage-failure.ts';

/** A value for all tasks (Spark's Broadcast). Tasks run where the program does, so that nothing is copied. */
export class Broadcast<T> {
  readonly id: number;
  #value: T | undefined;
  #isDestroyed = false;

  /** Made by `SparkContext.broadcast`. */
  constructor(id: number, value: T) {
    this.id = id;
    this.#value = value;
  }

  /** @throws SparkException after `destroy`. */
  get value(): T {
    this.#assertValid();
    return this.#value as T;
  }

  /** Nothing here: there are no copies to drop. @throws SparkException after `destroy`. */
  unpersist(): void {
    this.#assertValid();
  }

  /** Lets go of the value. @throws SparkException the second time. */
  destroy(): void {
    this.#assertValid();
    this.#isDestroyed = true;
    this.#value = undefined;
  }

  toString(): string {
    return `Broadcast(${this.id})`;
  }

  #assertValid(): void {
    if (!this.#isDestroyed) return;
    throw new SparkException(`Attempted to use ${this} after it was destroyed`);
  }
}
