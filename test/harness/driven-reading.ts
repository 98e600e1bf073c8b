// A reading of a topic that does not exist, under a clock that stands still: tests move it on.

import type { ReadingOptions, ReadingStatus } from '../../server/contract/messages/reading.ts';
import { RecordMatcher } from '../../server/messages/filter/record-matcher.ts';
import { makeDecoder } from '../../server/messages/formats/formats.ts';
import type { Judge } from '../../server/messages/reading/judging.ts';
import { Reading } from '../../server/messages/reading/reading.ts';
import type { FakeTopic } from './fake-topic.ts';
import type { ManualClock } from './manual-clock.ts';
import { reading as readingOptions } from './messages-process.ts';

const STEP_MS = 50;
/** A minute, more than anything takes. */
const MOST_STEPS = 1_200;

const context = { topic: 'topic', readFile: () => Promise.reject(new Error('no files here')) };
const key = await makeDecoder({ format: 'string' }, { ...context, part: 'key' });
const value = await makeDecoder({ format: 'json' }, { ...context, part: 'value' });
const header = await makeDecoder({ format: 'auto' }, { ...context, part: 'header' });

/** What the thread that filters does, on this one. */
export function inlineJudge(onProblem: (problem: string) => void): Judge {
  let matcher: RecordMatcher | undefined;
  return {
    use: (filter) => {
      matcher = new RecordMatcher(filter, {
        key,
        value,
        header,
        keyFormat: 'string',
        valueFormat: 'json',
      });
    },
    judge: async (chunk, from, to) => {
      const matches = new Uint8Array(to - from);
      const before = matcher!.problem;
      for (let at = from; at < to; at++)
        if (await matcher!.matches(chunk.shared, at)) matches[at - from] = 1;
      if (before === undefined && matcher!.problem !== undefined) onProblem(matcher!.problem);
      return matches;
    },
    forget: () => undefined,
    close: () => undefined,
  };
}

export class DrivenReading {
  readonly reading: Reading;
  readonly statuses: ReadingStatus[] = [];
  readonly #clock: ManualClock;

  constructor(clock: ManualClock, source: FakeTopic, options: Partial<ReadingOptions> = {}) {
    this.#clock = clock;
    this.reading = new Reading({
      ...{ source, clock, decoders: { key, value, header } },
      options: readingOptions('topic', { value: { format: 'json' }, ...options }),
      makeJudge: (onProblem) => inlineJudge((problem) => onProblem(problem, false)),
      onStatus: (status) => this.statuses.push(status),
    });
    this.reading.start();
  }

  get status(): ReadingStatus {
    return this.reading.status();
  }

  /** Moves time on until it is so. @throws Error with the status if that is never */
  async until(isSo: (status: ReadingStatus) => boolean): Promise<ReadingStatus> {
    for (let step = 0; step < MOST_STEPS; step++) {
      await this.#clock.advance(step === 0 ? 0 : STEP_MS);
      if (isSo(this.status)) return this.status;
    }
    throw new Error(`It stays ${JSON.stringify(this.status)}`);
  }

  async done(): Promise<ReadingStatus> {
    return await this.until(({ state }) => state === 'done' || state === 'failed');
  }

  /** Partition, offset and value of each row: `0@17 text`. */
  async rows(): Promise<string[]> {
    const { rows } = await this.reading.view.rows({ from: 0, count: 10_000 });
    return rows.map((row) => `${row.partition}@${row.offset} ${row.value.text}`);
  }
}
