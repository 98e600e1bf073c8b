import type { PanelLayout } from '../../contract/messages.ts';

/** Pixels: with less, the sides are one below the other. */
const NARROW = 820;

const firstLayout: PanelLayout = {
  detail: { size: 0.4, shown: true },
  produce: { size: 0.38, shown: false },
  histogram: true,
};

/** How the parts of the panel are arranged: as the user has it, and as there is room. */
export class PanelArrangement {
  layout: PanelLayout;
  isNarrow = false;
  readonly #onChange: () => void;
  readonly #size = new ResizeObserver(([entry]) => {
    const isNarrow = (entry?.contentRect.width ?? NARROW) < NARROW;
    if (isNarrow === this.isNarrow) return;
    this.isNarrow = isNarrow;
    this.#onChange();
  });

  constructor(kept: PanelLayout | undefined, onChange: () => void) {
    this.layout = kept ?? firstLayout;
    this.#onChange = onChange;
  }

  change(changes: Partial<PanelLayout>): void {
    this.layout = { ...this.layout, ...changes };
    this.#onChange();
  }

  watch(panel: Element): void {
    this.#size.observe(panel);
  }

  unwatch(): void {
    this.#size.disconnect();
  }
}
