import type { RecordDetail } from '../../../server/contract/messages/reading.ts';
import type { Ask } from '../reading-session.ts';

/** Loads the record that is shown whole. While the user goes from row to row only the last one is waited for. */
export class DetailLoader {
  /** The record that is to be shown. */
  id: number | undefined;
  /** What is shown: the one before until another has come. */
  detail: RecordDetail | undefined;
  isGone = false;
  readonly #ask: Ask;
  readonly #onChange: () => void;
  #isAsking = false;

  constructor(ask: Ask, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  show(id: number): void {
    if (id === this.id) return;
    this.id = id;
    void this.#load();
  }

  forget(): void {
    this.id = undefined;
    this.detail = undefined;
    this.isGone = false;
  }

  async #load(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.id !== undefined && this.id !== this.detail?.row.id) {
      const { id } = this;
      const detail = await this.#ask('detail', id).catch(() => null);
      if (id !== this.id) continue;
      this.detail = detail ?? undefined;
      this.isGone = detail === null;
      if (detail === null) break;
    }
    this.#isAsking = false;
    this.#onChange();
  }
}
