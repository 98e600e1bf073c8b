// A producer that goes on while a test does something to the cluster.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { atEnd } from './at-end.ts';
import { toolEnvironment } from './places.ts';

const INTERVAL_MS = 5;

/** kcat that is given the numbers 1, 2, 3 … as records, some hundred a second, and waits for all replicas. */
export class SteadyProducer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #exited: Promise<number | null>;
  readonly #forget: () => void;
  #sent = 0;
  #stderr = '';

  constructor(bootstrap: string, topic: string) {
    this.#process = spawn(
      'kcat',
      [
        ...['-P', '-b', bootstrap, '-t', topic],
        ...['-X', 'acks=all', '-X', 'enable.idempotence=true', '-X', 'linger.ms=5'],
      ],
      { env: toolEnvironment() },
    );
    this.#forget = atEnd(() => this.#process.kill('SIGKILL'));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    // It has ended: its exit code tells.
    this.#process.stdin.on('error', () => {});
    this.#exited = new Promise((resolve, reject) => {
      this.#process.on('error', reject);
      this.#process.on('close', resolve);
    });
    this.#timer = setInterval(() => {
      this.#sent += 1;
      this.#process.stdin.write(`${this.#sent}\n`);
    }, INTERVAL_MS);
  }

  /** How many records it was given so far. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * Gives it no more and waits until all records are acknowledged. Resolves to what was sent, in order.
   * @throws Error with what kcat said, if one was not acknowledged.
   */
  async finish(): Promise<string[]> {
    clearInterval(this.#timer);
    this.#process.stdin.end();
    const code = await this.#exited;
    this.#forget();
    if (code !== 0 || /delivery failed/i.test(this.#stderr)) {
      throw new Error(`kcat ended with ${code}:\n${this.#stderr}`);
    }
    return Array.from({ length: this.#sent }, (_, at) => String(at + 1));
  }

  /** Ends it at once. */
  kill(): void {
    clearInterval(this.#timer);
    this.#process.kill('SIGKILL');
  }
}
