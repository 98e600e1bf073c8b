import { afterEach, describe, expect, test } from 'vitest';
import { MemoryStore } from '../../../../server/storage/memory-store.ts';
import type { Store } from '../../../../server/storage/store.ts';
import { ReceivedBlocks } from '../../../../server/streaming/receivers/received-blocks.ts';
import { Receiver } from '../../../../server/streaming/receivers/receiver.ts';
import { ReceiverInput } from '../../../../server/streaming/receivers/receiver-input.ts';
import { WriteAheadLog } from '../../../../server/streaming/receivers/write-ahead-log.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';
import { stopActive, testContext } from '../context/test-stream.ts';

afterEach(stopActive);

const { serializer } = streamingEnvironment();

/** The blocks of a process that finds what the one before has left in the store. */
async function blocksIn(store: Store) {
  const blocks = new ReceivedBlocks<unknown>(new WriteAheadLog(store, serializer));
  await blocks.load();
  const at = async (time: number) =>
    Promise.all(
      blocks.of(time).map(async ({ values }) => (typeof values === 'function' ? values() : values)),
    );
  return { blocks, at };
}

async function entriesIn(store: Store): Promise<number> {
  return (await store.range({ gte: new Uint8Array(), lt: Uint8Array.of(255) })).length;
}

describe('the log', () => {
  test('brings batches back, and what no batch had got', async () => {
    const store = new MemoryStore();
    const { blocks: first } = await blocksIn(store);
    await first.add(['a', 'b']);
    await first.add(['c']);
    await first.allocate(1000);
    await first.allocate(2000);
    await first.add([{ d: 1n }]);
    const { blocks, at } = await blocksIn(store);
    expect(blocks.hasPending).toBe(true);
    expect(await at(1000)).toEqual([['a', 'b'], ['c']]);
    expect(blocks.of(1000).map(({ numRecords }) => numRecords)).toEqual([2, 1]);
    expect(await at(2000)).toEqual([]);
    await blocks.allocate(1000);
    await blocks.allocate(2000);
    expect(await at(1000)).toEqual([['a', 'b'], ['c']]);
    expect(await at(2000)).toEqual([]);
    await blocks.add(['e']);
    await blocks.allocate(3000);
    expect(await at(3000)).toEqual([[{ d: 1n }], ['e']]);
    expect(blocks.hasPending).toBe(false);
  });

  test('has batches until no restart asks for them, and always the last', async () => {
    const store = new MemoryStore();
    const { blocks } = await blocksIn(store);
    for (let batch = 1; batch <= 4; batch++) {
      await blocks.add([batch]);
      await blocks.allocate(batch * 1000);
      blocks.forget(batch * 1000);
    }
    expect(await (await blocksIn(store)).at(1000)).toEqual([[1]]);
    blocks.release(3000);
    await blocks.allocate(5000);
    const { blocks: second, at: inSecond } = await blocksIn(store);
    expect(await entriesIn(store)).toBe(5);
    expect(second.of(2000)).toEqual([]);
    expect(await inSecond(3000)).toEqual([[3]]);
    second.release(9000);
    await second.allocate(6000);
    second.release(9000);
    await second.allocate(7000);
    const { blocks: third, at } = await blocksIn(store);
    expect(await entriesIn(store)).toBe(2);
    expect(third.hasPending).toBe(false);
    await third.add(['new']);
    await third.allocate(9000);
    expect(await at(9000)).toEqual([['new']]);
    expect(third.of(9000)[0]!.id).toBe(4);
  });

  test('what it could not take is nowhere', async () => {
    const store = new MemoryStore();
    const { blocks } = await blocksIn(store);
    await blocks.add([1]);
    await expect(blocks.add([() => 2])).rejects.toThrow(/could not be cloned/);
    await blocks.add([3]);
    await blocks.allocate(1000);
    const { at } = await blocksIn(store);
    expect(await at(1000)).toEqual([[1], [3]]);
  });

  test('a batch waits for the blocks that are being written', async () => {
    const store = new MemoryStore();
    const { blocks, at } = await blocksIn(store);
    const added = [blocks.add([1]), blocks.add([2])];
    expect(blocks.hasPending).toBe(true);
    await blocks.allocate(1000);
    await Promise.all(added);
    expect(await at(1000)).toEqual([[1], [2]]);
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
