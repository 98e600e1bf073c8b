import { Readable } from 'node:stream';
import type { Terminal } from '../../../server/console/command.ts';

/** A terminal that keeps what is printed. */
export class FakeTerminal implements Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  readonly #interruption = new AbortController();
  readonly unread = new AbortController().signal;
  readonly #decoder = new TextDecoder();
  stdout = '';
  stderr = '';

  /** @param input what is piped in */
  constructor({
    env = {},
    input = '',
  }: {
    env?: Readonly<Record<string, string | undefined>>;
    input?: string | Uint8Array;
  } = {}) {
    this.env = env;
    this.input = Readable.from([Buffer.from(input)]);
  }

  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }

  out(line: string): void {
    this.stdout += `${line}\n`;
  }

  write(result: string | Uint8Array): Promise<void> {
    this.stdout +=
      typeof result === 'string' ? result : this.#decoder.decode(result, { stream: true });
    return Promise.resolve();
  }

  err(line: string): void {
    this.stderr += `${line}\n`;
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#interruption.abort();
  }
}
