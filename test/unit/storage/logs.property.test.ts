import { expect, test } from 'vitest';
import { compression } from '../../../server/node/compression.ts';
import { ErrorCode, KafkaError } from '../../../server/protocol/errors.ts';
import { decodeRecords } from '../../../server/protocol/records/record-batch.ts';
import { MemoryStore } from '../../../server/storage/memory-store.ts';
import type { PartitionLog } from '../../../server/storage/partition-log.ts';
import { StoreError } from '../../../server/storage/store-error.ts';
import { fc } from '../../harness/fast-check.ts';
import { FaultyStore } from './faulty-store.ts';
import { LogModel, type ReadAsked } from './log-model.ts';
import { asClient, batch, openLogs, plainConfig } from './test-logs.ts';

/** Whatever is done to a log, crashes and failing writes included, it stays what its model is. */

const config = { ...plainConfig, segmentBytes: 500 };

/** Places are told as parts of the log, so that they mean something whatever its length. */
const place = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

const steps = {
  append: fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  }),
  appendInVain: fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    isInStore: fc.boolean(),
  }),
  read: fc.record({
    at: place,
    upTo: place,
    maxBytes: fc.integer({ min: 0, max: 800 }),
    minOneBatch: fc.boolean(),
  }),
  truncate: fc.record({ at: place }),
  advanceStart: fc.record({ at: place }),
  retain: fc.record({ bytes: fc.integer({ min: 0, max: 2000 }) }),
  reopen: fc.record({ isClean: fc.boolean(), tailBytes: fc.constantFrom(0, 1000, 1_000_000) }),
  recreate: fc.record({}),
  changeInVain: fc.record({
    what: fc.constantFrom('truncate', 'advanceStart', 'recreate'),
    at: place,
    isInStore: fc.boolean(),
    crashes: fc.boolean(),
  }),
};

type Steps = {
  [K in keyof typeof steps]: (typeof steps)[K] extends fc.Arbitrary<infer T> ? T : never;
};
type Step = { [K in keyof Steps]: { kind: K; with: Steps[K] } }[keyof Steps];

const weights: Record<keyof Steps, number> = {
  append: 6,
  appendInVain: 2,
  read: 6,
  truncate: 1,
  advanceStart: 1,
  retain: 1,
  reopen: 2,
  recreate: 1,
  changeInVain: 2,
};

const anyStep = fc.oneof(
  ...(Object.keys(steps) as (keyof Steps)[]).map((kind) => ({
    weight: weights[kind],
    arbitrary: (steps[kind] as fc.Arbitrary<Steps[typeof kind]>).map(
      (it) => ({ kind, with: it }) as Step,
    ),
  })),
);

test('a log is what its model is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60, size: 'max' }), async (all) => {
      const run = await Run.start();
      for (const step of all) {
        await run.do(step);
        await run.check();
      }
    }),
    { numRuns: Number(process.env.STORAGE_PROPERTY_RUNS ?? 150) },
  );
});

/** A log and its model. */
class Run {
  readonly #store = new FaultyStore(new MemoryStore());
  #model = new LogModel();
  #open!: Awaited<ReturnType<typeof openLogs>>;
  #topicId = 0;
  #appended = 0;

  static async start(): Promise<Run> {
    const run = new Run();
    run.#open = await openLogs(run.#store);
    await run.#create();
    return run;
  }

  get #log(): PartitionLog {
    return this.#open.logs.get('t', 0)!;
  }

  async do(step: Step): Promise<void> {
    const log = this.#log;
    const model = this.#model;
    switch (step.kind) {
      case 'append':
        return await this.#append(step.with.counts);
      case 'appendInVain':
        return await this.#appendInVain(step.with);
      case 'read':
        return await this.#read(this.#offsetAt(step.with.at), {
          ...step.with,
          upTo: this.#offsetAt(step.with.upTo),
        });
      case 'truncate': {
        const offset = this.#offsetAt(step.with.at);
        model.truncate(offset);
        return await log.truncateTo(offset);
      }
      case 'advanceStart': {
        const offset = Math.min(model.end, this.#offsetAt(step.with.at));
        model.start = Math.max(model.start, offset);
        await log.advanceStart(offset);
        return model.reclaim(log.segments[0]!.baseOffset);
      }
      case 'retain':
        log.config = { ...config, retentionBytes: step.with.bytes };
        await log.enforceRetention();
        expect(log.sizeInBytes).toBeLessThanOrEqual(step.with.bytes + config.segmentBytes);
        log.config = config;
        model.start = Math.max(model.start, log.logStartOffset);
        return model.reclaim(log.segments[0]!.baseOffset);
      case 'reopen':
        if (step.with.isClean) await this.#open.logs.close();
        return await this.#reopen(step.with.tailBytes);
      case 'recreate':
        await this.#open.logs.delete('t', 0);
        return await this.#create();
      case 'changeInVain':
        return await this.#changeInVain(step.with);
    }
  }

  async check(): Promise<void> {
    const { start, end } = this.#model;
    const log = this.#log;
    expect([log.logStartOffset, log.logEndOffset, log.writtenEndOffset]).toEqual([start, end, end]);
    const limits = { maxBytes: 1e9, upTo: 1e9, minOneBatch: true };
    await this.#read(start, limits);
    expect(log.sizeInBytes).toBe(log.segments.reduce((sum, it) => sum + it.sizeInBytes, 0));
    expect(this.#open.lines.filter((line) => !line.startsWith('info'))).toEqual([]);
  }

  async #reopen(tailBytes?: number): Promise<void> {
    this.#open = await openLogs(this.#store, tailBytes === undefined ? {} : { tailBytes });
    if (this.#log !== undefined) this.#log.config = config;
  }

  async #create(): Promise<void> {
    this.#model = new LogModel();
    await this.#open.logs.create('t', 0, `id ${this.#topicId++}`, config);
  }

  async #append(counts: readonly number[]): Promise<void> {
    const bases = counts.map((count) => {
      const base = this.#model.end;
      const text = `append ${this.#appended++}`;
      this.#model.append(count, text);
      return { base, appended: this.#log.append(batch(count, { text }), asClient) };
    });
    for (const { base, appended } of bases) expect((await appended).baseOffset).toBe(base);
  }

  /** Followed by one that works, as a crash in between may keep what failed. */
  async #appendInVain(failing: { counts: readonly number[]; isInStore: boolean }): Promise<void> {
    this.#store.fails = () => true;
    this.#store.failsAfterWriting = failing.isInStore;
    const outcomes = failing.counts.map((count) =>
      this.#log.append(batch(count, { text: 'failed' }), asClient).catch((error: unknown) => error),
    );
    for (const outcome of outcomes) expect(await outcome).toBeInstanceOf(StoreError);
    this.#store.fails = () => false;
    await this.#append([1]);
  }

  /**
   * A truncation holds, though a crash may undo it; records whose deletion fails are there, though a crash may delete
   * them; and a log whose deletion fails is gone, though a crash may bring it back.
   */
  async #changeInVain({ what, at, isInStore, crashes }: Steps['changeInVain']): Promise<void> {
    const model = this.#model;
    const offset = Math.min(model.end, this.#offsetAt(at));
    // What fails in the background would be told of.
    await this.#open.logs.reclaimed();
    this.#store.fails = () => true;
    this.#store.failsAfterWriting = isInStore;
    await this.#change(what, offset).catch((error: unknown) => {
      expect(error).toBeInstanceOf(StoreError);
    });
    this.#store.fails = () => false;
    if (crashes) await this.#reopen();
    const happened = crashes && isInStore;
    if (what === 'truncate') {
      if (happened || !crashes) model.truncate(offset);
    } else if (what === 'recreate') {
      if (happened) expect(this.#log).toBeUndefined();
      if (happened || !crashes) return await this.#create();
    } else if (happened) {
      model.start = Math.max(model.start, offset);
      model.reclaim(this.#log.segments[0]!.baseOffset);
    }
    await this.#append([1]);
  }

  #change(what: Steps['changeInVain']['what'], offset: number): Promise<void> {
    if (what === 'truncate') return this.#log.truncateTo(offset);
    if (what === 'advanceStart') return this.#log.advanceStart(offset);
    return this.#open.logs.delete('t', 0);
  }

  async #read(from: number, asked: ReadAsked): Promise<void> {
    const expected = this.#model.read(from, asked);
    try {
      const batches = await this.#log.read(from, asked);
      const bytes = batches.reduce((sum, { length }) => sum + length, 0);
      const isFull = bytes + (batches.at(-1)?.length ?? 0) > asked.maxBytes;
      const texts = batches.map(textOf);
      expect(texts).toEqual(isFull ? expected.slice(0, texts.length) : expected);
      expect(texts.length > 0).toBe(expected.length > 0);
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      expect(error.code).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
      expect(expected).toBe('out of range');
    }
  }

  /** From a little before the start of the log to a little beyond its end. */
  #offsetAt(part: number): number {
    const { start, end } = this.#model;
    return Math.max(0, Math.round(start - 2 + part * (end - start + 4)));
  }
}

/** The text with which the batch was made. */
function textOf(bytes: Uint8Array): string {
  const [first] = decodeRecords(bytes, compression);
  return Buffer.from(first!.value!).toString().replace(/ 0$/, '');
}
