import type { LogLine } from '../contract/control.ts';
import type { LogSink } from '../node/log-writer.ts';

/** How many lines a window that attaches later can still read. */
const KEPT_LINES = 1_000;

/** Passes log lines on to whoever listens, and keeps the last ones for who comes later. */
export class LogHistory {
  readonly #lines: LogLine[] = [];
  readonly #listeners = new Set<LogSink>();

  /** A sink that may be handed around. */
  readonly sink: LogSink = (line) => {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  };

  /** The last lines, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Calls `listener` with each line from now on; returns a function that stops it. */
  onLine(listener: LogSink): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
