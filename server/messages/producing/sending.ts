// Records on their way: one sending, from its start to its end.

import type {
  Delivery,
  ProducingOptions,
  ProducingStatus,
} from '../../contract/messages/producing.ts';
import type { Producer } from '../../node/kafka/producer/producer.ts';
import type { Acknowledged } from '../../node/kafka/producer/producer-batch.ts';
import { UserError } from '../../node/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import { AtMost, EVENT_MS } from '../at-most.ts';
import { Rate } from '../reading/rate.ts';
import { Slices } from '../slices.ts';
import { deliveryProblem } from './delivery-problem.ts';
import type { FileRecord } from './files/file-record.ts';
import { type Pace, ratedPace, unlimited } from './pace.ts';
import { type PartitionChooser, partitionChooser } from './partition-chooser.ts';
import type { RecordMaker } from './record-maker.ts';

/** Deliveries that are told. */
const KEPT = 100;
/** Records that may be without an answer: what is told of them is kept for so long. */
const MOST_UNANSWERED = 50_000;

/** Where what is sent comes from, apart from the template. */
export interface RecordSource {
  records(): AsyncIterable<readonly FileRecord[]>;
  /** From 0 to 1, where the end is known. */
  readonly progress: number | undefined;
  close(): Promise<void>;
}

export interface SendingOptions {
  readonly options: ProducingOptions;
  readonly producer: Pick<Producer, 'send' | 'flush' | 'partitionCount' | 'close'>;
  readonly maker: RecordMaker;
  /** Of a file; the template alone if absent. */
  readonly source?: RecordSource;
  /** Where round robin goes on. */
  readonly turn: number;
  /** What is wrong for the time being. */
  readonly trouble: () => string | undefined;
  readonly clock: Clock;
  readonly onStatus: (status: ProducingStatus) => void;
}

export class Sending {
  /** Resolves when nothing more happens. Never rejects. */
  readonly ended: Promise<void>;
  readonly #given: SendingOptions;
  readonly #told: AtMost;
  readonly #rate: Rate;
  readonly #slices: Slices;
  readonly #pace: Pace;
  readonly #deliveries: Delivery[] = [];
  #state: ProducingStatus['state'] = 'sending';
  #problem: string | undefined;
  #sent = 0;
  #acknowledged = 0;
  #failed = 0;
  #isStopped = false;
  /** Ends a wait. */
  #wake: () => void = () => undefined;
  /** Hears of the next answer. */
  #answered: () => void = () => undefined;

  constructor(given: SendingOptions) {
    const { clock, options, onStatus } = given;
    const { repetition } = options;
    this.#given = given;
    this.#told = new AtMost(clock, EVENT_MS, () => onStatus(this.status));
    this.#rate = new Rate(clock);
    this.#slices = new Slices(clock);
    this.#pace = repetition.kind === 'rate' ? ratedPace(clock, repetition.perSecond) : unlimited;
    this.ended = this.#run();
  }

  get status(): ProducingStatus {
    const progress = this.#progress;
    return {
      state: this.#state,
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      failed: this.#failed,
      rate: this.#state === 'sending' ? this.#rate.perSecond : 0,
      ...(progress !== undefined && { progress }),
      deliveries: [...this.#deliveries],
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  /** Sends no more and waits for what is under way; told a second time, that is given up. */
  stop(): void {
    if (this.#isStopped) this.giveUp();
    this.#isStopped = true;
    this.#wake();
  }

  /** Sends no more, and waits for nothing. */
  giveUp(): void {
    this.#isStopped = true;
    this.#wake();
    this.#given.producer.close(
      new UserError('It was not waited for: whether it has arrived is not known.'),
    );
  }

  async #run(): Promise<void> {
    const { options, producer, turn, source } = this.#given;
    // While records pass in no time, nothing else would tell how it goes.
    this.#told.now();
    try {
      const count = await producer.partitionCount(options.topic);
      const choose = partitionChooser(options.partition, count, turn);
      // Also where a template's own partition is wrong: nothing is sent then.
      choose(0, undefined);
      if (source === undefined) await this.#repeat(choose);
      else await this.#sendAll(source, choose);
    } catch (error) {
      this.#problem = deliveryProblem(error as Error, this.#given.trouble());
    }
    await producer.flush();
    await source?.close();
    if (this.#problem !== undefined && !this.#isStopped) this.#state = 'failed';
    else this.#state = this.#isStopped ? 'stopped' : 'done';
    this.#told.now();
  }

  async #repeat(choose: PartitionChooser): Promise<void> {
    while (await this.#mayGoOn()) await this.#send({}, choose);
  }

  async #sendAll(source: RecordSource, choose: PartitionChooser): Promise<void> {
    for await (const records of source.records()) {
      for (const record of records) {
        if (!(await this.#mayGoOn())) return;
        await this.#send(record, choose);
      }
      if (this.#isStopped) return;
    }
  }

  /** Waits until it is time for the next record; whether there is to be one. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#sent >= this.#most) return false;
    for (;;) {
      if (this.#isStopped) return false;
      const wait = this.#pace.wait(this.#sent);
      if (wait <= 0) break;
      await this.#sleep(wait);
    }
    while (this.#unanswered >= MOST_UNANSWERED) {
      await new Promise<void>((resolve) => {
        this.#answered = resolve;
      });
    }
    if (this.#slices.isOver) await this.#slices.next();
    return !this.#isStopped;
  }

  async #send(record: FileRecord, choose: PartitionChooser): Promise<void> {
    const { options, maker, producer, clock } = this.#given;
    const index = this.#sent++;
    this.#told.changed();
    try {
      if (record.problem !== undefined) throw new UserError(record.problem);
      const made = await maker.make(index, record);
      const { key, value, headers, timestamp = clock.now() } = made;
      const partition = choose(index, made.partition);
      await producer.send(
        {
          ...{ topic: options.topic, key, value, headers, timestamp },
          ...(partition !== undefined && { partition }),
        },
        (error, acknowledged) => this.#answer(index, timestamp, error, acknowledged),
      );
    } catch (error) {
      this.#answer(index, 0, error as Error);
    }
  }

  #answer(index: number, sentAt: number, error?: Error, acknowledged?: Acknowledged): void {
    if (error === undefined && acknowledged !== undefined) {
      this.#acknowledged++;
      this.#rate.add(1);
      const { partition, offset, logAppendTimeMs } = acknowledged;
      const timestamp = logAppendTimeMs < 0 ? sentAt : logAppendTimeMs;
      this.#deliveries.push({ index, partition, offset, timestamp });
    } else {
      this.#failed++;
      const problem = deliveryProblem(error!, this.#given.trouble());
      this.#deliveries.push({ index, problem });
    }
    if (this.#deliveries.length > KEPT) this.#deliveries.shift();
    this.#told.changed();
    this.#answered();
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#given.clock.after(ms, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  get #unanswered(): number {
    return this.#sent - this.#acknowledged - this.#failed;
  }

  /** How many are to be sent at most. */
  get #most(): number {
    const { repetition } = this.#given.options;
    if (repetition.kind === 'rate') return repetition.count ?? Number.POSITIVE_INFINITY;
    return this.#given.source === undefined ? repetition.count : Number.POSITIVE_INFINITY;
  }

  get #progress(): number | undefined {
    const { source } = this.#given;
    if (source?.progress !== undefined) return source.progress;
    return Number.isFinite(this.#most) ? this.#sent / this.#most : undefined;
  }
}
