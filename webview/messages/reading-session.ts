import type {
  ReadingOptions,
  ReadingStatus,
  RecordFilter,
  RecordOrder,
  TimeHistogram,
} from '../../server/contract/messages/reading.ts';
import type { MessagesPanelRequests, ReadingChoice, ReadingEvent } from '../contract/messages.ts';
import { sentence } from '../ui/text.ts';

/** How often the histogram is asked for at most, in milliseconds. */
const HISTOGRAM_PAUSE = 500;
/** As many as can be told apart. */
const BARS = 150;

export type Ask = <N extends keyof MessagesPanelRequests>(
  request: N,
  argument: MessagesPanelRequests[N]['argument'],
) => Promise<MessagesPanelRequests[N]['result']>;

export interface ReadingSessionEnds {
  readonly ask: Ask;
  /** What is known of the reading has changed. */
  readonly onChange: () => void;
  /** Another reading has begun: no row holds any more. */
  readonly onBegin: () => void;
  /** The rows may be others, and there are so many. */
  readonly onRows: (rows: number) => void;
}

/** The panel's reading: what was asked for, how far it is, and how records are spread over time. */
export class ReadingSession {
  readonly #ends: ReadingSessionEnds;
  choice: ReadingChoice;
  status: ReadingStatus | undefined;
  histogram: TimeHistogram | null = null;
  /** Why a request failed, in one sentence. */
  problem: string | undefined;
  #about: Pick<ReadingOptions, 'topic' | 'memory'> = { topic: '', memory: 0 };
  /** Counts readings and filters, so that answers about another one are not taken. */
  #generation = 0;
  #rows = -1;
  /** Whether rows have changed since the histogram was asked for. */
  #histogramIsOld = true;
  #histogramTimer: ReturnType<typeof setTimeout> | undefined;
  #histogramBusy = false;
  #wantsHistogram = true;

  constructor(choice: ReadingChoice, ends: ReadingSessionEnds) {
    this.choice = choice;
    this.#ends = ends;
  }

  /** What the extension adds to what was chosen. */
  about(topic: string, memory: number): void {
    this.#about = { topic, memory };
  }

  get isLive(): boolean {
    return this.status?.state === 'live' || this.status?.state === 'reading';
  }

  /** Reads what was chosen, in place of what was read. */
  async begin(choice: ReadingChoice): Promise<void> {
    this.#generation++;
    this.choice = choice;
    this.problem = undefined;
    this.#clear();
    this.#ends.onChange();
    await this.#try('read', { ...choice, ...this.#about });
  }

  /** Takes on a reading that goes on since before the page was hidden. */
  takeOn({ topic: _, memory: __, ...choice }: ReadingOptions, event: ReadingEvent): void {
    this.choice = choice;
    // It may have been heard of before it was taken on.
    this.#rows = -1;
    this.#ends.onBegin();
    this.take(event);
  }

  /** What the process tells of the reading. */
  take({ status, rows }: ReadingEvent): void {
    this.status = status;
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.#ends.onRows(status.matching);
      this.#refreshHistogram();
    }
    this.#ends.onChange();
  }

  /** What was read goes through another filter, and so does what comes. */
  async filter(filter: RecordFilter): Promise<void> {
    this.choice = { ...this.choice, filter };
    this.#ends.onChange();
    await this.#try('filter', filter);
  }

  async order(order: RecordOrder): Promise<void> {
    this.choice = { ...this.choice, order };
    this.#ends.onChange();
    await this.#try('order', order);
  }

  async pause(): Promise<void> {
    await this.#try('pause', null);
  }

  async resume(): Promise<void> {
    await this.#try('resume', null);
  }

  async stop(): Promise<void> {
    await this.#try('stop', null);
  }

  /** A histogram that is not seen is not asked for. */
  showHistogram(isShown: boolean): void {
    this.#wantsHistogram = isShown;
    if (isShown && this.status !== undefined) this.#refreshHistogram();
  }

  /** The process has ended: nothing that was read is there any more. */
  crashed(problem: string): void {
    this.#generation++;
    this.status = undefined;
    this.problem = problem;
    this.#ends.onChange();
  }

  async #try<N extends 'read' | 'filter' | 'order' | 'pause' | 'resume' | 'stop'>(
    request: N,
    argument: MessagesPanelRequests[N]['argument'],
  ): Promise<void> {
    const generation = this.#generation;
    try {
      await this.#ends.ask(request, argument);
      if (generation !== this.#generation) return;
      this.problem = undefined;
    } catch (error) {
      if (generation !== this.#generation) return;
      this.problem = sentence(error);
      // The reading before has ended, but may have been heard of since.
      if (request === 'read') this.#clear();
    }
    this.#ends.onChange();
  }

  #clear(): void {
    this.status = undefined;
    this.histogram = null;
    this.#rows = -1;
    this.#ends.onBegin();
  }

  #refreshHistogram(): void {
    this.#histogramIsOld = true;
    if (!this.#wantsHistogram || this.#histogramBusy || this.#histogramTimer !== undefined) return;
    void this.#loadHistogram();
  }

  async #loadHistogram(): Promise<void> {
    const generation = this.#generation;
    this.#histogramBusy = true;
    this.#histogramIsOld = false;
    const histogram = await this.#ends.ask('histogram', { bars: BARS }).catch(() => null);
    this.#histogramBusy = false;
    if (generation === this.#generation) {
      this.histogram = histogram;
      this.#ends.onChange();
    }
    this.#histogramTimer = setTimeout(() => {
      this.#histogramTimer = undefined;
      if (this.#histogramIsOld) this.#refreshHistogram();
    }, HISTOGRAM_PAUSE);
  }
}
