/**
 * Pixels that an element may be high, with room to spare: Firefox gives up at 17.8 million, Chromium at 33.5 million, and
 * a million rows are 22 million.
 */
const TALLEST = 16_000_000;

/**
 * Where rows of one height are in a scroller. If all of them together are higher than an element can be, the scrollbar is
 * a scale of them: its whole way is from the first row to the last.
 */
export class ScrollScale {
  /** Of what is scrolled, in pixels. */
  readonly height: number;
  /** The row at the top edge when the last one is at the bottom edge; has a fraction. */
  readonly lastTop: number;
  /** Whether a pixel of the scrollbar is more than a pixel of rows. */
  readonly isScaled: boolean;
  readonly #way: number;

  /** @param viewport the height that rows are seen in, in pixels. @param tallest for tests. */
  constructor(rows: number, rowHeight: number, viewport: number, tallest = TALLEST) {
    const whole = rows * rowHeight;
    this.height = Math.min(whole, tallest);
    this.isScaled = whole > tallest;
    this.lastTop = Math.max(0, rows - viewport / rowHeight);
    this.#way = Math.max(0, this.height - viewport);
  }

  /** The row at the top edge, with a fraction. @param scrollTop pixels. */
  rowAt(scrollTop: number): number {
    if (this.#way === 0) return 0;
    return Math.min(1, Math.max(0, scrollTop / this.#way)) * this.lastTop;
  }

  /** What the scroller is to be scrolled to, in pixels, for a row to be at the top edge. */
  scrollTopOf(row: number): number {
    if (this.lastTop === 0) return 0;
    return Math.min(1, Math.max(0, row / this.lastTop)) * this.#way;
  }
}
