import type { ChartEvent } from '../../contract/display.ts';
import type { CellOutput } from '../../contract/kernel.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import { PrintedTail } from './printed-tail.ts';

/** Outputs come at most this often, in milliseconds. */
export const PERIOD_MS = 100;
/** Characters that a cell may print before only the last ones of all are shown, in the same place. */
export const LONGEST_STREAM = 256 * 1024;
/** Characters of the last ones. */
export const LONGEST_TAIL = 16 * 1024;
/** Values that one cell may show at a time. */
const MOST_VALUES = 500;

type Name = 'stdout' | 'stderr';

export interface CellOutputsOptions {
  readonly clock: Clock;
  readonly send: (output: CellOutput) => void;
  /** Whether the front end takes what it was sent; outputs wait while it does not. */
  readonly isTaken?: () => boolean;
}

/**
 * The outputs of one execution, as the front end can bear them: ten times a second, in order, what replaces one
 * another only once, and text without end as its last lines. Needs no timer to be served while a cell prints in a loop
 * that never lets go of the thread.
 */
export class CellOutputs {
  readonly #options: CellOutputsOptions;
  /** What is to be sent, in order. */
  #pending: CellOutput[] = [];
  /** Where in `#pending` an output is that can be replaced. */
  readonly #places = new Map<string, number>();
  /** Instead of streams, once there are. */
  readonly #tails = new Map<Name, PrintedTail>();
  #isInPlace = false;
  #streamed = 0;
  readonly #values = new Set<string>();
  #hasTooMany = false;
  readonly #lastTails = new Map<Name, string>();
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(options: CellOutputsOptions) {
    this.#options = options;
  }

  /** From now on text is shown by its last lines in one place: what a job prints. */
  printInPlace(): void {
    this.#isInPlace = true;
  }

  print(name: Name, text: string): void {
    if (text === '') return;
    if (this.#isInPlace || this.#streamed + text.length > LONGEST_STREAM) {
      const tail = this.#tails.get(name) ?? new PrintedTail(LONGEST_TAIL);
      this.#tails.set(name, tail);
      tail.append(text);
    } else {
      this.#streamed += text.length;
      const last = this.#pending.at(-1);
      if (last?.kind === 'stream' && last.name === name) {
        this.#pending[this.#pending.length - 1] = { ...last, text: last.text + text };
      } else this.#pending.push({ kind: 'stream', name, text });
    }
    this.#changed();
  }

  show(output: CellOutput): void {
    const key = keyOf(output);
    if (output.kind === 'stream') {
      this.print(output.name, output.text);
      return;
    }
    if (output.kind === 'value' && !this.#values.has(output.id)) {
      if (this.#values.size === MOST_VALUES) this.#sayTooMany();
      else this.#values.add(output.id);
      if (!this.#values.has(output.id)) return;
    }
    const place = key === undefined ? undefined : this.#places.get(key);
    if (place !== undefined) this.#pending[place] = merged(this.#pending[place]!, output);
    else {
      if (key !== undefined) this.#places.set(key, this.#pending.length);
      this.#pending.push(output);
    }
    this.#changed();
  }

  /** Sends what there is. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = [];
    this.#places.clear();
    const { clock, send } = this.#options;
    for (const output of pending) send(output);
    for (const [name, tail] of this.#tails) {
      const text = tail.toString();
      if (text !== this.#lastTails.get(name)) send({ kind: 'text', id: name, text });
      this.#lastTails.set(name, text);
    }
    this.#sentAt = clock.monotonic();
  }

  #sayTooMany(): void {
    if (!this.#hasTooMany) this.print('stderr', TOO_MANY_VALUES);
    this.#hasTooMany = true;
  }

  #changed(): void {
    const { clock, isTaken = () => true } = this.#options;
    const due = this.#sentAt + PERIOD_MS - clock.monotonic();
    if (due <= 0 && isTaken()) this.flush();
    else this.#timer ??= clock.after(Math.max(due, 1), () => this.#timedOut());
  }

  #timedOut(): void {
    this.#timer = undefined;
    const { clock, isTaken = () => true } = this.#options;
    if (isTaken()) this.flush();
    else this.#timer = clock.after(PERIOD_MS, () => this.#timedOut());
  }
}

const TOO_MANY_VALUES = `A cell can show ${MOST_VALUES} values; the others are left out. Give display an id, and each replaces the one before.\n`;

function keyOf(output: CellOutput): string | undefined {
  if (output.kind === 'stream') return undefined;
  if (output.kind === 'display') return `display ${output.event.id}`;
  return output.id === undefined ? undefined : `${output.kind} ${output.id}`;
}

/** What is shown for both: of a line that grows, the points of both. */
function merged(before: CellOutput, output: CellOutput): CellOutput {
  if (before.kind !== 'display' || output.kind !== 'display') return output;
  const { event } = output;
  if (event.kind !== 'chart' || before.event.kind !== 'chart' || event.type === 'bar')
    return output;
  const points = lastOfEach([...before.event.points, ...event.points], event.keep);
  return { kind: 'display', event: { ...event, points } };
}

/** The last `keep` points of each series. */
function lastOfEach(points: ChartEvent['points'], keep: number): ChartEvent['points'] {
  const counts = new Map<string, number>();
  for (const { series } of points) counts.set(series, (counts.get(series) ?? 0) + 1);
  return points.filter(({ series }) => {
    const left = counts.get(series)!;
    counts.set(series, left - 1);
    return left <= keep;
  });
}
