/** Something with listeners to release; the shape of VS Code's `Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** An event with listeners, as VS Code's `EventEmitter`, for code that must run without VS Code. */
export class Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Calls `listener` with each value fired from now on, until the result is disposed of. */
  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Calls every listener, in the order in which they came. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
