import type { Terminal } from './command.ts';

/** For how long the same trouble is not told again. */
const QUIET_MS = 10_000;

/** Writes what goes on or went wrong in the form of log4j that Kafka's tools have on stderr. */
export class ToolLog {
  readonly #terminal: Pick<Terminal, 'err'>;
  readonly #now: () => Date;
  /** When each trouble was told. */
  readonly #told = new Map<string, number>();

  constructor(terminal: Pick<Terminal, 'err'>, now = () => new Date()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  /** @param source the class that Kafka's log names */
  warn(message: string, source: string): void {
    this.#terminal.err(`[${this.#time()}] WARN ${message} (${source})`);
  }

  /** Warns of what may get better by itself, once in a while as long as it does not. */
  trouble(message: string, source: string): void {
    const now = this.#now().getTime();
    if (now - (this.#told.get(message) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    this.#told.set(message, now);
    this.warn(message, source);
  }

  error(message: string, source: string): void {
    this.#terminal.err(`[${this.#time()}] ERROR ${message} (${source})`);
  }

  info(message: string, source: string): void {
    this.#terminal.err(`[${this.#time()}] INFO ${message} (${source})`);
  }

  /** `2024-05-31 13:45:00,123` in local time. */
  #time(): string {
    const now = this.#now();
    const pad = (value: number, width = 2) => String(value).padStart(width, '0');
    const date = [now.getFullYear(), pad(now.getMonth() + 1), pad(now.getDate())].join('-');
    const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((v) => pad(v)).join(':');
    return `${date} ${time},${pad(now.getMilliseconds(), 3)}`;
  }
}
