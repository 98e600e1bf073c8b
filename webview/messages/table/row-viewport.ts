import { ScrollScale } from './scroll-scale.ts';

/** Rows that are made above and below those that are seen. */
const AROUND = 6;
/** Parts of a row that the top edge may be away from an end which is followed all the same. */
const NEAR = 0.5;

/**
 * Which rows are seen, and where they lie in the scroller. The row at the top edge is what counts: when rows come above it
 * the scroller is not moved, which would break off the user's scrolling, but what its place stands for. `settle` brings
 * both together again when nobody scrolls.
 */
export class RowViewport {
  readonly rowHeight: number;
  #rows = 0;
  #height = 0;
  #scrollTop = 0;
  #top = 0;
  #scale: ScrollScale;

  /** @param rowHeight pixels. */
  constructor(rowHeight: number) {
    this.rowHeight = rowHeight;
    this.#scale = new ScrollScale(0, rowHeight, 0);
  }

  get rows(): number {
    return this.#rows;
  }

  /** The row at the top edge; has a fraction. */
  get top(): number {
    return this.#top;
  }

  /** Of all rows together, in pixels. */
  get contentHeight(): number {
    return this.#scale.height;
  }

  /** What the scroller is to be scrolled to, in pixels. */
  get scrollTop(): number {
    return this.#scrollTop;
  }

  /** Whether the browser cannot scroll by pixels of rows, and wheels are to be taken from it. */
  get isScaled(): boolean {
    return this.#scale.isScaled;
  }

  get atStart(): boolean {
    return this.#top < NEAR;
  }

  get atEnd(): boolean {
    return this.#top > this.#scale.lastTop - NEAR;
  }

  /** Rows that fit, the ones at the edges included. */
  get seenCount(): number {
    return Math.ceil(this.#height / this.rowHeight) + 1;
  }

  get first(): number {
    return Math.floor(this.#top);
  }

  /** Whole rows that fit. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / this.rowHeight) - 1);
  }

  /** The rows to make: the same number of them wherever it is scrolled to. */
  get made(): { readonly first: number; readonly count: number } {
    return { first: this.first - AROUND, count: this.seenCount + 2 * AROUND };
  }

  isSeen(row: number): boolean {
    return row >= this.#top - 1 && row < this.#top + this.#height / this.rowHeight;
  }

  /** Where a row lies in what is scrolled, in whole pixels. */
  offsetOf(row: number): number {
    return Math.round(this.#scrollTop - this.#top * this.rowHeight) + row * this.rowHeight;
  }

  /** There are so many rows, seen in that height in pixels. */
  resize(rows: number, height: number): void {
    if (rows === this.#rows && height === this.#height) return;
    const shrinks = rows < this.#rows;
    this.#rows = rows;
    this.#height = height;
    this.#scale = new ScrollScale(rows, this.rowHeight, height);
    this.#top = Math.min(this.#top, this.#scale.lastTop);
    // The browser moves a scroller whose contents become lower.
    if (shrinks) this.settle();
  }

  /** The user has scrolled. @param scrollTop pixels. */
  scrolledTo(scrollTop: number): void {
    const by = this.#scale.rowAt(scrollTop) - this.#scale.rowAt(this.#scrollTop);
    this.#scrollTop = scrollTop;
    this.#top = this.#within(this.#top + by);
    const isAtEdge = scrollTop <= 0 || scrollTop >= this.contentHeight - this.#height - 1;
    const isBehind = this.#top <= 0 || this.#top >= this.#scale.lastTop;
    if (isAtEdge !== isBehind) this.settle();
  }

  /** Scrolls so that a row is at the top edge. */
  goTo(top: number): void {
    this.#top = this.#within(top);
    this.settle();
  }

  /** Scrolls no farther than needed for a row to be seen whole. */
  reveal(row: number): void {
    const lowest = row + 1 - this.#height / this.rowHeight;
    if (row < this.#top) this.goTo(row);
    else if (lowest > this.#top) this.goTo(lowest);
  }

  /** So many rows have come above, or gone: what is seen stays. */
  moved(by: number): void {
    if (by === 0) return;
    this.#top = this.#within(this.#top + by);
    // Near its ends the scroller could not be scrolled as far as there are rows.
    const left = this.contentHeight - this.#height - this.#scrollTop;
    if (this.#scrollTop < this.#height || left < this.#height) this.settle();
  }

  /** The scroller's place is what it stands for again. */
  settle(): void {
    this.#scrollTop = Math.round(this.#scale.scrollTopOf(this.#top));
  }

  #within(top: number): number {
    return Math.min(Math.max(0, top), this.#scale.lastTop);
  }
}
