// Copies a topic's records into another topic, from its start to its end.

import type { CopyingOptions, CopyingStatus } from '../../contract/messages/copying.ts';
import type { Producer } from '../../node/kafka/producer/producer.ts';
import { UserError } from '../../node/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import { timestampOf } from '../../protocol/records/record-batch.ts';
import { AtMost, EVENT_MS } from '../at-most.ts';
import { deliveryProblem } from '../producing/delivery-problem.ts';
import { type Fetched, Fetching } from '../reading/fetching.ts';
import { openBatch } from '../reading/open-batch.ts';
import { Rate } from '../reading/rate.ts';
import type { TopicSource } from '../reading/topic-source.ts';
import { Slices } from '../slices.ts';

export interface CopyingSetup {
  readonly options: CopyingOptions;
  /** Of committed records of the topic that is copied. Is closed at the end. */
  readonly source: TopicSource;
  readonly producer: Pick<Producer, 'send' | 'flush' | 'close'>;
  /** What is wrong with sending for the time being. */
  readonly trouble: () => string | undefined;
  readonly clock: Clock;
  readonly onStatus: (status: CopyingStatus) => void;
}

/**
 * Each record keeps its partition, key, value, headers, timestamp and compression, and its place among those of its partition; its
 * offset is another where some before it are gone. What has come since it began is left out, and so is what was never committed.
 */
export class Copying {
  /** Resolves when nothing more happens. Never rejects. */
  readonly ended: Promise<void>;
  readonly #setup: CopyingSetup;
  readonly #fetching: Fetching;
  readonly #told: AtMost;
  readonly #rate: Rate;
  readonly #slices: Slices;
  #state: CopyingStatus['state'] = 'copying';
  #problem: string | undefined;
  #copied = 0;
  #bytes = 0;
  #isEnding = false;
  #end: () => void = () => undefined;

  constructor(setup: CopyingSetup) {
    const { source, clock, options, onStatus } = setup;
    this.#setup = setup;
    this.#rate = new Rate(clock);
    this.#slices = new Slices(clock);
    this.#told = new AtMost(clock, EVENT_MS, () => onStatus(this.status));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#fetching = new Fetching({
      ...{ source, clock, topic: options.from },
      readCommitted: true,
      positions: { start: { kind: 'earliest' }, stop: { atEnd: true } },
      isBounded: () => true,
      take: (fetched) => this.#take(fetched),
      onChange: () => this.#told.changed(),
      onDone: () => void this.#allRead(),
      onFailed: (problem) => this.#finish('failed', problem),
    });
  }

  start(): void {
    this.#told.now();
    this.#fetching.start();
  }

  /** Copies no more; what is under way is given up. */
  stop(): void {
    this.#finish('stopped');
  }

  get status(): CopyingStatus {
    const problem = this.#problem ?? this.#fetching.problem ?? this.#setup.trouble();
    const isOver = this.#state !== 'copying';
    return {
      state: this.#state,
      copied: this.#copied,
      bytes: this.#bytes,
      rate: isOver ? 0 : this.#rate.perSecond,
      progress: this.#state === 'done' ? 1 : this.#progress,
      ...(problem !== undefined && this.#state !== 'done' && { problem }),
    };
  }

  get #progress(): number {
    let [all, handled] = [0, 0];
    for (const { earliest, endAtStart, phase, handled: next } of this.#fetching.states) {
      all += endAtStart - earliest;
      handled += (phase === 'done' ? endAtStart : Math.min(next, endAtStart)) - earliest;
    }
    return all <= 0 ? 0 : Math.max(0, handled) / all;
  }

  async #take({ state, bytes, batches }: Fetched): Promise<boolean> {
    const { partition, until, handled: from } = state;
    const { producer, options } = this.#setup;
    for (const batch of batches) {
      if (!batch.isVisible) continue;
      const [header, cursor] = openBatch(bytes, batch);
      for (let left = header.recordCount; left > 0; left--) {
        if (this.#slices.isOver) await this.#slices.next();
        if (this.#state !== 'copying') return false;
        cursor.next();
        const offset = header.baseOffset + cursor.offsetDelta;
        if (offset < from || offset >= until) continue;
        const size = Math.max(0, cursor.keyLength) + Math.max(0, cursor.valueLength);
        await producer.send(
          {
            ...{ topic: options.to, partition, codec: header.codec },
            ...{ key: cursor.key(), value: cursor.value(), headers: cursor.headers() },
            timestamp: timestampOf(cursor, header),
          },
          (error) => this.#answered(error, size),
        );
      }
    }
    return true;
  }

  #answered(error: Error | undefined, size: number): void {
    if (error !== undefined) {
      // What is given up afterwards says nothing new.
      this.#finish('failed', deliveryProblem(error, this.#setup.trouble()));
      return;
    }
    this.#copied++;
    this.#bytes += size;
    this.#rate.add(1);
    this.#told.changed();
  }

  /** Everything has been handed to the producer. */
  async #allRead(): Promise<void> {
    if (this.#isEnding || this.#state !== 'copying') return;
    this.#isEnding = true;
    await this.#setup.producer.flush();
    const broken = this.#fetching.states.find(({ problem }) => problem !== undefined);
    if (broken === undefined) this.#finish('done');
    else this.#finish('failed', broken.problem);
  }

  #finish(state: 'done' | 'stopped' | 'failed', problem?: string): void {
    if (this.#state !== 'copying') return;
    this.#state = state;
    this.#problem = problem;
    this.#fetching.close();
    this.#setup.producer.close(new UserError('The records are not copied any more.'));
    this.#told.now();
    this.#end();
  }
}
