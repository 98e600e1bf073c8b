import type { Logger } from '../../ports/logger.ts';
import { IllegalArgumentException } from '../errors.ts';

/** The levels of Spark's `setLogLevel`, by how much they let through; lines of ours have four of them. */
const LEVELS = ['OFF', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'ALL'];
const [ERROR, WARN, INFO, DEBUG] = [2, 3, 4, 5];

/** Lets lines through to another logger, all until a level is set. */
export class LeveledLogger implements Logger {
  readonly #logger: Logger;
  #level = LEVELS.length;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @throws IllegalArgumentException for what is no level. */
  setLevel(name: string): void {
    const level = LEVELS.indexOf(name.toUpperCase());
    if (level < 0) {
      throw new IllegalArgumentException(
        `Supplied level ${name} did not match one of: ${LEVELS.toReversed().join(',')}`,
      );
    }
    this.#level = level;
  }

  error(line: string): void {
    if (this.#level >= ERROR) this.#logger.error(line);
  }

  warn(line: string): void {
    if (this.#level >= WARN) this.#logger.warn(line);
  }

  info(line: string): void {
    if (this.#level >= INFO) this.#logger.info(line);
  }

  debug(line: string): void {
    if (this.#level >= DEBUG) this.#logger.debug(line);
  }
}
