import type { CellError } from '../../contract/kernel.ts';
import type { Clock } from '../../ports/clock.ts';
import { sleep } from '../../ports/clock.ts';
import { cellErrorOf } from '../errors/cell-error.ts';
import type { CellSources } from '../errors/cell-sources.ts';
import type { Background, Execution } from '../execution.ts';
import type { ProduceAtRate, ProduceOptions, Production } from './production.ts';
import type { TopicProducer } from './topic-producer.ts';

/** How often records are sent, in milliseconds; more often where there is less than one each time. */
const PERIOD_MS = 50;

export interface ProduceContext {
  readonly clock: Clock;
  readonly producer: TopicProducer;
  readonly sources: CellSources;
  readonly running: () => Execution | undefined;
}

/** @throws RangeError for a rate that is none. */
export function produceAtRate(
  context: ProduceContext,
  [topic, rate, make, options = {}]: Parameters<ProduceAtRate>,
): Production {
  if (!(rate > 0 && Number.isFinite(rate))) {
    throw new RangeError(`A rate is a positive number of records a second, but this is ${rate}.`);
  }
  const production = new RatedProduction(context, topic, rate, make, options);
  context.running()?.attach(production);
  return production;
}

class RatedProduction implements Production, Background {
  readonly done: Promise<number>;
  readonly ended: Promise<CellError | undefined>;
  #sent = 0;
  #isStopped = false;

  constructor(
    { clock, producer, sources, running }: ProduceContext,
    topic: string,
    rate: number,
    make: (index: number) => unknown,
    { count = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY }: ProduceOptions,
  ) {
    const cell = running();
    const say = () => {
      const text = `${this.#sent.toLocaleString('en-US')} records sent to ${topic}\n`;
      cell?.show({ kind: 'text', id: `produced ${topic}`, text });
    };
    const run = async () => {
      const start = clock.monotonic();
      while (!this.#isStopped && this.#sent < count) {
        const elapsed = Math.min((clock.monotonic() - start) / 1000, seconds);
        const due = Math.min(count, Math.floor(elapsed * rate));
        // What could not be sent in time is not made up for at once: a second's worth at a time.
        const size = Math.min(due - this.#sent, Math.max(1, Math.ceil(rate)));
        if (size > 0) {
          const records = Array.from({ length: size }, (_, i) => make(this.#sent + i));
          await producer.send(topic, records);
          this.#sent += size;
          say();
        } else if (elapsed >= seconds) break;
        await sleep(clock, PERIOD_MS);
      }
      return this.#sent;
    };
    this.done = run();
    this.ended = this.done.then(
      () => undefined,
      (error: unknown) => cellErrorOf(error, sources),
    );
    void this.ended.then((error) => {
      if (error !== undefined) cell?.show({ kind: 'error', error });
    });
  }

  get sent(): number {
    return this.#sent;
  }

  stop(): void {
    this.#isStopped = true;
  }

  kill(): void {
    this.#isStopped = true;
  }
}
