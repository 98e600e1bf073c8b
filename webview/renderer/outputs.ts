import type { LiveOutput } from '../live/live-output.ts';
import type { NotebookRenderer, OutputItem } from './notebook-api.ts';

/** The element that shows each form of output. */
const elements: Readonly<Record<string, string>> = {
  'application/vnd.millrace.table+json': 'millrace-table',
  'application/vnd.millrace.chart+json': 'millrace-chart',
  'application/vnd.millrace.progress+json': 'millrace-dashboard',
};

/**
 * The outputs of a notebook. An output whose contents are replaced keeps its element, and with it what the user has done to
 * it: order, filter, selection, what is open. So nothing flickers, and only what has changed is drawn.
 */
export class Outputs implements NotebookRenderer {
  readonly #byId = new Map<string, HTMLElement>();

  renderOutputItem(item: OutputItem, place: HTMLElement): void {
    const name = elements[item.mime];
    if (name === undefined) throw new Error(`nothing shows ${item.mime}`);
    let element = this.#byId.get(item.id);
    if (element?.localName !== name) {
      element = document.createElement(name);
      this.#byId.set(item.id, element);
    }
    (element as LiveOutput<unknown>).receive(item.text());
    if (element.parentElement !== place || place.childNodes.length !== 1) {
      place.replaceChildren(element);
    }
  }

  disposeOutputItem(id?: string): void {
    for (const each of id === undefined ? [...this.#byId.keys()] : [id]) {
      this.#byId.get(each)?.remove();
      this.#byId.delete(each);
    }
  }
}
