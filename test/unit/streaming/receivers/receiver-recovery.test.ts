import { describe, expect, onTestFinished, test } from 'vitest';
import { Receiver } from '../../../../server/streaming/receivers/receiver.ts';
import { CrashingWorld } from '../checkpoint/crashing-world.ts';

type Pair = readonly [string, number];

const sum = (values: readonly number[], state: number | undefined) =>
  values.reduce((a, b) => a + b, state ?? 0);

/** Takes what a source has that survives the program, and acknowledges what is kept. */
class ReliableReceiver extends Receiver<Pair> {
  readonly #world: CrashingWorld;
  readonly #acknowledged: Set<unknown>;

  constructor(world: CrashingWorld, acknowledged: Set<unknown>) {
    super();
    this.#world = world;
    this.#acknowledged = acknowledged;
  }

  onStart(): void {}

  onStop(): void {}

  /** Takes all that is not acknowledged, in blocks of two. */
  async take(): Promise<void> {
    const process = this.#world.process;
    const left = this.#world.topic.filter((pair) => !this.#acknowledged.has(pair)) as Pair[];
    for (let i = 0; i < left.length; i += 2) {
      const block = left.slice(i, i + 2);
      await this.storeAll(block);
      if (process.isAlive) for (const pair of block) this.#acknowledged.add(pair);
    }
  }
}

/** A running count of received words. */
function receivedCount() {
  const acknowledged = new Set<unknown>();
  let receiver: ReliableReceiver;
  const world = new CrashingWorld((process, world) => {
    receiver = new ReliableReceiver(world, acknowledged);
    const words = process.ssc.receiverStream(receiver);
    const counts = words.updateStateByKey(sum);
    counts.checkpoint(4);
    world.keep('words', words, process);
    world.keep('counts', counts, process);
  });
  world.conf.set('spark.streaming.receiver.writeAheadLog.enable', true);
  onTestFinished(() => world.kill());
  const advance = async (n: number) => {
    world.topic.push(['a', n], [`w${n}`, 1], ['b', n]);
    void receiver.take();
    await world.settle();
    await world.advance();
  };
  return { world, acknowledged, advance };
}

/** Each batch's counts are those of all until then, and nothing that was acknowledged is missing. */
function check(world: CrashingWorld, acknowledged: ReadonlySet<unknown>): void {
  const words = world.kept<Pair>('words');
  const counts = new Map<string, number>();
  const expected = words.map((batch) => {
    for (const [word, n] of batch) counts.set(word, (counts.get(word) ?? 0) + n);
    return [...counts].sort();
  });
  expect(world.kept<Pair>('counts').map((batch) => batch.sort())).toEqual(expected);
  const seen = new Set(words.flat().map((pair) => JSON.stringify(pair)));
  for (const pair of acknowledged) expect(seen).toContain(JSON.stringify(pair));
}

describe('a crash at any write of checkpoint or log', () => {
  test.each([
    ['lost', false],
    ['made', true],
  ])('with that write %s', async (_, isWritten) => {
    for (let at = 1; at <= 40; at++) {
      const { world, acknowledged, advance } = receivedCount();
      await world.start({ at, isWritten });
      for (let n = 0; world.process.isAlive; n++) await advance(n);
      await world.kill();
      await world.start();
      await advance(1000);
      await world.advance(2);
      check(world, acknowledged);
      expect(acknowledged.size).toBe(world.topic.length);
      await world.kill();
    }
  });
});

test('the log does not grow', async () => {
  const { world, advance } = receivedCount();
  await world.start();
  for (let n = 0; n < 40; n++) await advance(n);
  const { ssc } = world.process;
  const store = world.storeOf(
    `/checkpoint/receivedData/${encodeURIComponent(ssc.graph.inputs[0]!.stream.identity)}`,
  );
  const entries = await store.range({ gte: new Uint8Array(), lt: Uint8Array.of(255) });
  // Two blocks for each batch since the last state.
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.length).toBeLessThanOrEqual(2 * 8);
});
