import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { structuredSerializer } from '../../../../server/node/streaming/structured-serializer.ts';
import { HashPartitioner } from '../../../../server/streaming/shuffle/hash-partitioner.ts';
import { KeyedState } from '../../../../server/streaming/state/keyed-state.ts';
import { fc } from '../../../harness/fast-check.ts';

const serializer = structuredSerializer();

function keyedState(partitions = 3, mayChangeInPlace = false): KeyedState<string, unknown> {
  const partitioner = new HashPartitioner(partitions);
  return new KeyedState({ partitioner, serializer, mayChangeInPlace, hasInitial: false });
}

function put(state: KeyedState<string, unknown>, key: string, value: unknown, touched = 0): void {
  const partition = state.partition(state.partitioner.partitionOf(key));
  partition.put(partition.slotOf(key), key, value, touched);
}

function remove(state: KeyedState<string, unknown>, key: string): void {
  const partition = state.partition(state.partitioner.partitionOf(key));
  const slot = partition.slotOf(key);
  if (slot >= 0) partition.remove(slot);
}

function setVersion(state: KeyedState<string, unknown>, version: number): void {
  for (let i = 0; i < state.partitioner.numPartitions; i++) state.partition(i).version = version;
}

function contentOf(state: KeyedState<string, unknown>): unknown[] {
  const partitions = Array.from({ length: state.partitioner.numPartitions }, (_, i) =>
    state.partition(i).pairs(),
  );
  return partitions.flat().sort();
}

/** The chunks that are kept of a state, as a checkpoint keeps them. */
class Kept {
  #versions = new Map<number, readonly Uint8Array[]>();

  take(state: KeyedState<string, unknown>): void {
    const { version, chunks, neededFrom } = state.changes();
    this.#versions.set(version, chunks);
    for (const known of this.#versions.keys())
      if (neededFrom !== undefined && known < neededFrom) this.#versions.delete(known);
  }

  get bytes(): number {
    return [...this.#versions.values()].flat().reduce((sum, { length }) => sum + length, 0);
  }

  async restored(partitions?: number): Promise<KeyedState<string, unknown>> {
    const state = keyedState(partitions);
    const chunks = [...this.#versions.values()].flat();
    await state.restore(
      (async function* () {
        yield* chunks;
      })(),
      Math.max(0, ...this.#versions.keys()),
    );
    return state;
  }
}

test('what is kept is the state at every checkpoint, whatever the number of partitions later', async () => {
  const key = fc.integer({ min: 0, max: 30 }).map((i) => `key ${i}`);
  const change = fc.oneof(
    { weight: 3, arbitrary: fc.record({ key, value: fc.integer() }) },
    { weight: 2, arbitrary: fc.record({ key }) },
  );
  const checkpoints = fc.array(fc.array(change, { maxLength: 12 }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(checkpoints, fc.integer({ min: 1, max: 5 }), async (all, partitions) => {
      const state = keyedState();
      state.start(0);
      const kept = new Kept();
      for (const [i, changes] of all.entries()) {
        for (const { key, ...rest } of changes) {
          if ('value' in rest) put(state, key, rest.value);
          else remove(state, key);
        }
        setVersion(state, i + 1);
        kept.take(state);
        expect(contentOf(await kept.restored(partitions))).toEqual(contentOf(state));
      }
    }),
    { numRuns: 150 },
  );
});

test('a checkpoint costs what changed, and what is kept stays within a few times the state', () => {
  const keys = 5000;
  const state = keyedState();
  state.start(0);
  const kept = new Kept();
  for (let i = 0; i < keys; i++) put(state, `key ${i}`, i);
  setVersion(state, 1);
  kept.take(state);
  const whole = kept.bytes;
  for (let version = 2; version < 400; version++) {
    for (let i = 0; i < 50; i++) put(state, `key ${(version * 7919 + i * 31) % keys}`, version);
    setVersion(state, version);
    const before = kept.bytes;
    kept.take(state);
    expect(kept.bytes - before).toBeLessThan(whole / 20);
    expect(kept.bytes).toBeLessThan(whole * 4.5);
  }
});

test('nothing is written for a state in which nothing changes', () => {
  const state = keyedState(2, true);
  state.start(0);
  put(state, 'a', { count: 1 });
  setVersion(state, 1);
  expect(state.changes().chunks).toHaveLength(1);
  setVersion(state, 2);
  expect(state.changes().chunks).toHaveLength(0);
});

test('objects that were changed in place are noticed, as deep as that was', () => {
  const state = keyedState(1, true);
  state.start(0);
  const [count, nested, map] = [{ n: 1 }, { deeply: [{ a: [1] }] }, new Map([['a', [1]]])];
  const [date, set, bytes] = [new Date(1), new Set([1]), Uint8Array.of(1, 2)];
  const nothing: { is: null | undefined } = { is: null };
  const objects = [count, nested, map, [date, 'x'], set, bytes, nothing];
  for (const [i, object] of objects.entries()) put(state, `key ${i}`, object);
  let version = 1;
  const changed = () => {
    setVersion(state, version++);
    return state.changes().chunks.length > 0;
  };
  expect(changed()).toBe(true);
  expect(changed()).toBe(false);
  const changes = [
    () => count.n++,
    () => nested.deeply[0]!.a.push(2),
    () => map.get('a')!.push(2),
    () => date.setTime(2),
    () => set.add(2),
    () => bytes.fill(9),
    () => {
      nothing.is = undefined;
    },
  ];
  for (const change of changes) {
    change();
    expect(changed(), String(change)).toBe(true);
    expect(changed()).toBe(false);
  }
});

test('objects of another realm, such as a notebook cell, are noticed likewise', () => {
  const state = keyedState(1, true);
  state.start(0);
  const object = runInNewContext(
    '({ counts: new Map([["a", 1]]), seen: new Set(), last: new Date(1), list: [1], plain: { n: 1 } })',
  );
  put(state, 'key', object);
  let version = 1;
  const changed = () => {
    setVersion(state, version++);
    return state.changes().chunks.length > 0;
  };
  expect(changed()).toBe(true);
  expect(changed()).toBe(false);
  const changes = [
    () => object.counts.set('a', 2),
    () => object.seen.add('b'),
    () => object.last.setTime(2),
    () => object.list.push(2),
    () => object.plain.n++,
  ];
  for (const change of changes) {
    change();
    expect(changed(), String(change)).toBe(true);
  }
});

test('an object of which it cannot be told whether it changed is written each time', () => {
  const state = keyedState(1, true);
  state.start(0);
  const circle: { itself?: unknown } = {};
  circle.itself = circle;
  put(state, 'circle', circle);
  for (let version = 1; version < 4; version++) {
    setVersion(state, version);
    expect(state.changes().chunks).toHaveLength(1);
  }
});

test('what cannot be written counts as not written', () => {
  const state = keyedState(1);
  state.start(0);
  put(state, 'good', 1);
  put(state, 'bad', () => 1);
  setVersion(state, 1);
  expect(() => state.changes()).toThrow('The state of the key "bad": ');
  put(state, 'bad', 2);
  setVersion(state, 2);
  const kept = new Kept();
  kept.take(state);
  return expect(kept.restored().then(contentOf)).resolves.toEqual([
    ['bad', 2],
    ['good', 1],
  ]);
});

test('a change that throws is taken back', () => {
  const key = fc.integer({ min: 0, max: 6 }).map(String);
  const change = fc.record({ key, value: fc.option(fc.integer(), { nil: undefined }) });
  const changes = fc.array(change, { maxLength: 15 });
  const run = (
    state: KeyedState<string, unknown>,
    list: readonly { key: string; value?: unknown }[],
  ) => {
    for (const { key, value } of list) {
      if (value === undefined) remove(state, key);
      else put(state, key, value, Number(value));
    }
  };
  fc.assert(
    fc.property(changes, changes, (before, after) => {
      const state = keyedState(1);
      run(state, before);
      const content = contentOf(state);
      const touched = content.map((pair) => {
        const partition = state.partition(0);
        return partition.touchedAt(partition.slotOf((pair as [string])[0]));
      });
      const change = () =>
        state.partition(0).atomically(() => {
          run(state, after);
          throw new Error('no');
        });
      expect(change).toThrow('no');
      expect(contentOf(state)).toEqual(content);
      const partition = state.partition(0);
      expect(
        contentOf(state).map((pair) =>
          partition.touchedAt(partition.slotOf((pair as [string])[0])),
        ),
      ).toEqual(touched);
    }),
  );
});
