/**
 * The state of one key while `mapWithState` calls the function for it (Spark's State). It is of use during that call only.
 */
export class State<S> {
  #value: S | undefined;
  #exists = false;
  #isUpdated = false;
  #isRemoved = false;
  #isTimingOut = false;

  /** Whether the key has a state. */
  exists(): boolean {
    return this.#exists;
  }

  /** @throws Error where there is none. */
  get(): S {
    if (!this.#exists) throw new Error('State is not set');
    return this.#value as S;
  }

  /** The state, or undefined. */
  getOption(): S | undefined {
    return this.#exists ? this.#value : undefined;
  }

  /** @throws Error where it has been removed, or is timing out. */
  update(value: S): void {
    this.#assertNotTimingOut('update the state');
    if (this.#isRemoved) throw new Error('Cannot update the state after it has been removed');
    this.#value = value;
    this.#exists = true;
    this.#isUpdated = true;
  }

  /** @throws Error where it has been removed, or is timing out. */
  remove(): void {
    this.#assertNotTimingOut('remove the state');
    if (this.#isRemoved) throw new Error('Cannot remove the state again');
    this.#value = undefined;
    this.#exists = false;
    this.#isUpdated = false;
    this.#isRemoved = true;
  }

  /** Whether the key has not been touched for so long that it is going to be removed: this is the last call for it. */
  isTimingOut(): boolean {
    return this.#isTimingOut;
  }

  toString(): string {
    return this.#exists ? String(this.#value) : '<state not set>';
  }

  /** For `mapWithState`, before each call. */
  wrap(exists: boolean, value: S | undefined, isTimingOut = false): void {
    this.#value = value;
    this.#exists = exists;
    this.#isUpdated = false;
    this.#isRemoved = false;
    this.#isTimingOut = isTimingOut;
  }

  /** For `mapWithState`: what the call did. */
  get outcome(): 'none' | 'updated' | 'removed' {
    if (this.#isRemoved) return 'removed';
    return this.#isUpdated ? 'updated' : 'none';
  }

  #assertNotTimingOut(what: string): void {
    if (this.#isTimingOut) throw new Error(`Cannot ${what} that is timing out`);
  }
}
