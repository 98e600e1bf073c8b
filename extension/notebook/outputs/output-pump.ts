import type { CellOutput } from '../../../server/contract/kernel.ts';
import { type OutputChange, OutputList } from './output-list.ts';

/** In milliseconds: ten times a second is as often as anybody can see. */
export const PERIOD = 100;

/** Shows changes; resolves when they are shown. */
export type Show = (changes: readonly OutputChange[]) => Promise<void>;

/** Shows the outputs of a cell at once where they come seldom, and ten times a second or less where they come often. */
export class OutputPump {
  readonly #show: Show;
  readonly #list = new OutputList();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #showing: Promise<void> | undefined;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(show: Show) {
    this.#show = show;
  }

  add(output: CellOutput): void {
    this.#list.add(output);
    this.#schedule();
  }

  /** Shows everything again: where it was shown is gone. */
  showAgain(): void {
    this.#list.touch();
    this.#schedule();
  }

  /** Shows what there is. Resolves when that is done. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#showing;
    if (this.#list.hasChanges) await this.#showNow();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#showing !== undefined || !this.#list.hasChanges) return;
    const due = Math.max(this.#shownAt + PERIOD - performance.now(), 0);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#showNow();
    }, due);
  }

  /** The next outputs wait until VS Code has taken these. */
  #showNow(): Promise<void> {
    this.#shownAt = performance.now();
    this.#showing = this.#show(this.#list.takeChanges()).finally(() => {
      this.#showing = undefined;
      this.#schedule();
    });
    return this.#showing;
  }
}
