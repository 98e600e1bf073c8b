import type { ChartEvent } from '../../../server/contract/display.ts';
import type { CellError, CellOutput } from '../../../server/contract/kernel.ts';
import { t } from '../../l10n.ts';
import { MimeType, type OutputItem } from './mime-types.ts';
import { chartText, progressText, tableText } from './plain-text.ts';

/** Characters of one piece of printed text; of what is longer the end is shown. */
export const LONGEST_TEXT = 256 * 1024;
/** Lines of text that is replaced again and again: VS Code makes elements of each line, ten times a second. */
export const MOST_LINES = 400;
/** Lines that VS Code shows of text that does not scroll, unless the user has set it otherwise: of more, the first ones. */
export const FEW_LINES = 30;
/** Outputs of one cell; what comes then replaces the last one. */
export const MOST_OUTPUTS = 600;

/** An output at its place, to be shown anew. */
export interface OutputChange {
  /** Counts the outputs of the cell. */
  readonly place: number;
  readonly items: readonly OutputItem[];
  /** Text whose end is what matters: it is to be shown in a box of its own that scrolls, and is at its end. */
  readonly isTail?: boolean;
  /** Text that follows what is shown there already; nothing else of the output has changed then. */
  readonly added?: OutputItem;
}

interface Place {
  items: readonly OutputItem[];
  /** How much of the text of a stream has been taken; undefined where all has to be shown anew. */
  taken: number | undefined;
  readonly isTail: boolean;
}

/**
 * The outputs of one execution of a cell, each at its place: what comes with an id again takes the place of the one before, and
 * text follows the text before it. Tells what has changed since it was asked last, so that whatever comes in between costs
 * nothing to show.
 */
export class OutputList {
  readonly #places: Place[] = [];
  /** Where the outputs with an id are. */
  readonly #byId = new Map<string, number>();
  readonly #charts = new Map<string, ChartEvent>();
  readonly #changed = new Set<number>();

  add(output: CellOutput): void {
    switch (output.kind) {
      case 'stream':
        this.#print(MimeType[output.name], output.text);
        break;
      case 'text':
        // Printed text looks the same whichever way it comes.
        this.#tail(output.id === 'stderr' ? MimeType.stderr : MimeType.stdout, output);
        break;
      case 'value':
        this.#put(`value ${output.id}`, itemsOf(output.data));
        break;
      case 'display':
        if (output.event.kind === 'chart') this.#chart(output.event);
        else {
          const { event } = output;
          this.#put(`display ${event.id}`, withText(MimeType.table, event, tableText(event)));
        }
        break;
      case 'progress': {
        const { snapshot } = output;
        const items = withText(MimeType.progress, snapshot, progressText(snapshot));
        this.#put(`progress ${output.id}`, items);
        break;
      }
      case 'error':
        this.#put(output.id === undefined ? undefined : `error ${output.id}`, [
          errorItem(output.error),
        ]);
        break;
    }
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Has all of it count as changed: it is to be shown elsewhere. */
  touch(): void {
    this.#places.forEach((place, index) => {
      place.taken = undefined;
      this.#changed.add(index);
    });
  }

  /** What has changed since the last call, the first place first. */
  takeChanges(): OutputChange[] {
    const changes = [...this.#changed].sort((a, b) => a - b).map((index) => this.#take(index));
    this.#changed.clear();
    return changes;
  }

  #take(index: number): OutputChange {
    const place = this.#places[index];
    if (place === undefined) throw new RangeError(`no output ${index}`);
    const { items, taken, isTail } = place;
    const [first] = items;
    const whole = { place: index, items, ...(isTail ? { isTail } : {}) };
    if (first === undefined || !isStream(items)) return whole;
    place.taken = first.text.length;
    if (taken === undefined) return whole;
    return { place: index, items, added: { ...first, text: first.text.slice(taken) } };
  }

  /** Text follows text of its kind if nothing has come in between. */
  #print(mime: string, text: string): void {
    const index = this.#places.length - 1;
    const last = this.#places[index];
    const [item] = last?.items ?? [];
    const isOnItsOwn = [...this.#byId.values()].includes(index);
    if (last === undefined || item?.mime !== mime || isOnItsOwn) {
      this.#put(undefined, [{ mime, text: bounded(text) }]);
      return;
    }
    const whole = item.text + text;
    const kept = bounded(whole);
    if (kept !== whole) last.taken = undefined;
    last.items = [{ mime, text: kept }];
    this.#changed.add(index);
  }

  /**
   * Text in its place. VS Code makes one box of text that follows other text, which then scrolls only if the first of it does:
   * there no more lines are shown than it shows without.
   */
  #tail(mime: string, { id, text }: Extract<CellOutput, { kind: 'text' }>): void {
    const key = `text ${id}`;
    const before = this.#places[(this.#byId.get(key) ?? this.#places.length) - 1];
    const scrolls = before === undefined || !isStream(before.items) || before.isTail;
    const shown = lastLines(bounded(text), scrolls ? MOST_LINES : FEW_LINES);
    this.#put(key, [{ mime, text: shown }], scrolls);
  }

  #put(id: string | undefined, items: readonly OutputItem[], isTail = false): void {
    let index = id === undefined ? undefined : this.#byId.get(id);
    if (index === undefined) {
      index = Math.min(this.#places.length, MOST_OUTPUTS - 1);
      if (id !== undefined) this.#byId.set(id, index);
    }
    this.#places[index] = { items, taken: undefined, isTail };
    this.#changed.add(index);
  }

  /** Lines grow by each event. */
  #chart(event: ChartEvent): void {
    const before = this.#charts.get(event.id);
    const points =
      event.type === 'bar' || before === undefined
        ? event.points
        : lastOfEach([...before.points, ...event.points], event.keep);
    const chart = { ...event, points };
    this.#charts.set(event.id, chart);
    this.#put(`display ${event.id}`, withText(MimeType.chart, chart, chartText(chart)));
  }
}

/** An error as VS Code shows it. */
export function errorItem({ name, message, stack }: CellError): OutputItem {
  const head = name === '' ? message : `${name}: ${message}`;
  const text = stack === '' ? head : `${head}\n${stack}`;
  return { mime: MimeType.error, text: JSON.stringify({ name, message, stack: text }) };
}

function isStream([item]: readonly OutputItem[]): boolean {
  return item?.mime === MimeType.stdout || item?.mime === MimeType.stderr;
}

function withText(mime: string, value: object, text: string): OutputItem[] {
  return [
    { mime, text: JSON.stringify(value) },
    { mime: MimeType.text, text },
  ];
}

/** The forms of a value, the best first. */
function itemsOf(data: Readonly<Record<string, unknown>>): OutputItem[] {
  return Object.entries(data)
    .map(([mime, value]) => {
      const isText = typeof value === 'string' && !/[/+]json$/.test(mime);
      return { mime, text: isText ? value : (JSON.stringify(value, undefined, 2) ?? 'null') };
    })
    .reverse();
}

/** The end of a text, from the beginning of a line, if it is too long. */
function bounded(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  // Cut off more than needed, so that it does not have to be done for each line that follows.
  const from = text.length - Math.floor(LONGEST_TEXT / 2);
  const lineEnd = text.indexOf('\n', from);
  const kept = text.slice(lineEnd === -1 || lineEnd === text.length - 1 ? from : lineEnd + 1);
  return `${t('… what was printed before is left out')}\n${kept}`;
}

/** The last lines of a text, the first of which says so where there are others before them. */
function lastLines(text: string, most: number): string {
  const lines = text.split('\n');
  if (lines.length <= most) return text;
  return [t('… earlier lines are left out'), ...lines.slice(1 - most)].join('\n');
}

/** The last `keep` points of each series. */
function lastOfEach(points: ChartEvent['points'], keep: number): ChartEvent['points'] {
  const left = new Map<string, number>();
  for (const { series } of points) left.set(series, (left.get(series) ?? 0) + 1);
  return points.filter(({ series }) => {
    const count = left.get(series) ?? 0;
    left.set(series, count - 1);
    return count <= keep;
  });
}
