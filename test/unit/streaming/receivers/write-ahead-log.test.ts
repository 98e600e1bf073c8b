import { afterEach, describe, expect, test } from 'vitest';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import type { Store } from '../../../../server/storage/store.ts';
import {
  type Allocation,
  ReceivedBlocks,
} from '../../../../server/streaming/receivers/received-blocks.ts';
import { Receiver } from '../../../../server/streaming/receivers/receiver.ts';
import { ReceiverInput } from '../../../../server/streaming/receivers/receiver-input.ts';
import { WriteAheadLog } from '../../../../server/streaming/receivers/write-ahead-log.ts';
import { settled } from '../../../harness/manual-clock.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';
import { stopActive, testContext } from '../context/test-stream.ts';

afterEach(stopActive);

const { serializer } = streamingEnvironment();

/** What a process has that finds what the one before has left: blocks in the store, and allocations of batches. */
async function blocksIn(store: Store, allocations = new Map<number, Allocation>()) {
  const blocks = new ReceivedBlocks<unknown>(new WriteAheadLog(store, serializer));
  await blocks.load(allocations);
  const at = async (time: number) =>
    Promise.all(
      blocks.of(time).map(async ({ values }) => (typeof values === 'function' ? values() : values)),
    );
  /** What a checkpoint has of these batches. */
  const saved = (...times: number[]) =>
    new Map(times.map((time) => [time, blocks.allocation(time)!]));
  return { blocks, at, saved };
}

async function entriesIn(store: Store): Promise<number> {
  return (await store.range({ gte: new Uint8Array(), lt: Uint8Array.of(255) })).length;
}

describe('the log', () => {
  test('brings batches back, and what no batch had got', async () => {
    const store = new MemoryStore();
    const { blocks: first, saved } = await blocksIn(store);
    await first.add(['a', 'b']);
    await first.add(['c']);
    await first.allocate(1000);
    await first.allocate(2000);
    await first.add([{ d: 1n }]);
    const { blocks, at } = await blocksIn(store, saved(1000, 2000));
    expect(blocks.hasPending).toBe(true);
    expect(await at(1000)).toEqual([['a', 'b'], ['c']]);
    expect(blocks.of(1000).map(({ numRecords }) => numRecords)).toEqual([2, 1]);
    expect(await at(2000)).toEqual([]);
    await blocks.add(['e']);
    await blocks.allocate(3000);
    expect(await at(3000)).toEqual([[{ d: 1n }], ['e']]);
    expect(blocks.hasPending).toBe(false);
  });

  test('gives blocks of a batch that no checkpoint knows to the next one', async () => {
    const store = new MemoryStore();
    const { blocks: first, saved } = await blocksIn(store);
    await first.add(['a']);
    await first.allocate(1000);
    await first.add(['b']);
    await first.allocate(2000);
    const { blocks, at } = await blocksIn(store, saved(1000));
    await blocks.allocate(3000);
    expect(await at(3000)).toEqual([['b']]);
    const { blocks: without, at: atWithout } = await blocksIn(store);
    await without.allocate(3000);
    expect(await atWithout(3000)).toEqual([['a'], ['b']]);
  });

  test('has batches until no restart asks for them', async () => {
    const store = new MemoryStore();
    const { blocks, saved } = await blocksIn(store);
    for (let batch = 1; batch <= 4; batch++) {
      await blocks.add([batch]);
      await blocks.allocate(batch * 1000);
      blocks.forget(batch * 1000);
    }
    expect(await (await blocksIn(store, saved(1000, 2000, 3000, 4000))).at(1000)).toEqual([[1]]);
    await blocks.release(3000);
    expect(await entriesIn(store)).toBe(2);
    // The process ended before it had removed what was done.
    const { blocks: next, at } = await blocksIn(store, saved(4000));
    expect(await entriesIn(store)).toBe(1);
    expect(next.hasPending).toBe(false);
    await next.add(['new']);
    await next.allocate(9000);
    expect(await at(9000)).toEqual([['new']]);
    expect(next.of(9000)[0]!.id).toBe(4);
  });

  test('what it could not take is nowhere', async () => {
    const store = new MemoryStore();
    const { blocks, saved } = await blocksIn(store);
    await blocks.add([1]);
    await expect(blocks.add([() => 2])).rejects.toThrow(/could not be cloned/);
    await blocks.add([3]);
    await blocks.allocate(1000);
    const { at } = await blocksIn(store, saved(1000));
    expect(await at(1000)).toEqual([[1], [3]]);
  });

  test('a batch waits for the blocks that are being written, and takes none before others', async () => {
    const store = new MemoryStore();
    const writes: (() => void)[] = [];
    const slow = Object.assign(Object.create(store) as MemoryStore, {
      write: async (operations: Parameters<Store['write']>[0]) => {
        await new Promise<void>((resolve) => writes.push(resolve));
        await store.write(operations);
      },
      range: store.range.bind(store),
      clear: store.clear.bind(store),
    });
    const { blocks, at, saved } = await blocksIn(slow);
    const added = [blocks.add([1])];
    expect(blocks.hasPending).toBe(true);
    const allocated = blocks.allocate(1000);
    added.push(blocks.add([2]), blocks.add([3]));
    await settled();
    for (const i of [2, 0]) {
      writes[i]!();
      await settled();
    }
    await allocated;
    expect(await at(1000)).toEqual([[1]]);
    writes[1]!();
    await Promise.all(added);
    await blocks.allocate(2000);
    expect(await at(2000)).toEqual([[2], [3]]);
    expect([...saved(1000, 2000).values()]).toEqual([
      { from: 0, records: [1] },
      { from: 1, records: [1, 1] },
    ]);
  });
});

class Quiet extends Receiver<number> {
  onStart(): void {}
  onStop(): void {}
}

const LOGGED = { 'spark.streaming.receiver.writeAheadLog.enable': true };

describe('a stream with a log', () => {
  test('needs a checkpoint directory', async () => {
    const { ssc } = testContext(LOGGED);
    ssc.receiverStream(new Quiet()).foreachRDD(() => undefined);
    await expect(ssc.start()).rejects.toThrow(
      'Cannot enable receiver write-ahead log without checkpoint directory set',
    );
  });

  test('has what it kept when the program starts again, in a process that was killed', async () => {
    const first = testContext(LOGGED);
    const stores = first.environment.openStore;
    const receiver = new Quiet();
    first.ssc.checkpoint('/checkpoint');
    first.ssc.receiverStream(receiver).foreachRDD(() => undefined);
    await first.ssc.start();
    await receiver.storeAll([1, 2, 3]);
    await first.ssc.stop();

    const second = testContext(LOGGED, { openStore: stores });
    const seen: number[][] = [];
    second.ssc.checkpoint('/checkpoint');
    second.ssc.receiverStream(new Quiet()).foreachRDD(async (rdd) => {
      seen.push(await rdd.collect());
    });
    await second.ssc.start();
    await second.clock.advance(2000);
    expect(seen).toEqual([[1, 2, 3], []]);
  });

  test('without one it says why it cannot be recovered', () => {
    const { ssc } = testContext();
    const input = new ReceiverInput(ssc, new Quiet(), () => ({ id: 0, identity: 'x' }));
    expect(input.unrecoverable).toMatch(
      /^What Quiet has received .* is lost when the program ends/,
    );
    const { ssc: logged } = testContext(LOGGED);
    const kept = new ReceiverInput(logged, new Quiet(), () => ({ id: 0, identity: 'x' }));
    expect(kept.unrecoverable).toBeUndefined();
  });
});
