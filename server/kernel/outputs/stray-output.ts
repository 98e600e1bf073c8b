import type { KernelEvent } from '../../contract/kernel.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import { PERIOD_MS } from './cell-outputs.ts';

/** Characters that are told of each period; what is more is left out. */
const MOST_EACH_PERIOD = 8 * 1024;

interface Printed {
  readonly name: 'stdout' | 'stderr';
  readonly cell: string | undefined;
  text: string;
}

/** What is printed on behalf of no cell that runs, as far as anybody wants to read it. */
export class StrayOutput {
  readonly #clock: Clock;
  readonly #send: (event: KernelEvent) => void;
  readonly #printed: Printed[] = [];
  #size = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, send: (event: KernelEvent) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  print(name: 'stdout' | 'stderr', text: string, cell?: string): void {
    if (this.#size < MOST_EACH_PERIOD) {
      const kept = text.slice(0, MOST_EACH_PERIOD);
      const last = this.#printed.at(-1);
      if (last !== undefined && last.name === name && last.cell === cell) last.text += kept;
      else this.#printed.push({ name, text: kept, cell });
      if (kept.length < text.length) this.#printed.at(-1)!.text += '…\n';
    } else if (this.#size < Number.POSITIVE_INFINITY) {
      this.#printed.at(-1)!.text += '…\n';
      this.#size = Number.POSITIVE_INFINITY;
    }
    this.#size += text.length;
    this.#timer ??= this.#clock.after(PERIOD_MS, () => this.flush());
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#size = 0;
    for (const { name, text, cell } of this.#printed.splice(0)) {
      this.#send({ type: 'stray', name, text, ...(cell === undefined ? {} : { cell }) });
    }
  }
}
