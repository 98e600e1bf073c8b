/** Text that the kernel shows by its last lines, as what was added to it each time. */
export class PrintedInPlace {
  /** Whole lines that have been seen. */
  #lines = 0;
  /** Characters of the line after those. */
  #columns = 0;

  /** @param text what is shown: all of it, or `… 12 earlier lines` and the last ones. @returns what is new in it */
  added(text: string): string {
    const [, dropped, rest = text] = /^… ([\d,.\s]+) earlier lines?\n(.*)$/s.exec(text) ?? [];
    const first = dropped === undefined ? 0 : Number(dropped.replace(/\D/g, ''));
    const lines = rest.split('\n');
    const missing = first - this.#lines;
    const from = Math.max(-missing, 0);
    const isContinued = missing <= 0;
    const fresh = lines.slice(from);
    const columns = isContinued ? this.#columns : 0;
    this.#lines = first + lines.length - 1;
    this.#columns = lines.at(-1)!.length;
    const shown = fresh.join('\n').slice(columns);
    return missing > 0 ? `… ${missing} lines left out\n${shown}` : shown;
  }
}
