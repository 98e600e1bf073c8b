import { describe, expect, test } from 'vitest';
import type { PartitionSample } from '../../../../../server/node/kafka-worker/cluster/partition-sample.ts';
import { Throughput } from '../../../../../server/node/kafka-worker/cluster/throughput.ts';
import { fc } from '../../../../harness/fast-check.ts';

/** A partition at a moment, in milliseconds. */
function sample(
  at: number,
  offset: number | undefined,
  size: number | undefined,
  changes: Partial<PartitionSample> = {},
): PartitionSample {
  const reading = (value: number | undefined) => (value === undefined ? undefined : { value, at });
  return {
    ...{ topic: 'orders', topicId: 'a', partition: 0, leader: 1 },
    offset: reading(offset),
    size: reading(size),
    ...changes,
  };
}

/** The rates of the second of two looks. */
function between(before: PartitionSample, now: PartitionSample) {
  const throughput = new Throughput();
  throughput.next([before]);
  return throughput.next([now])[0];
}

const unknown = { records: undefined, bytes: undefined };

describe('rates', () => {
  test('are differences by the second', () => {
    expect(between(sample(1000, 10, 500), sample(1500, 60, 1500))).toEqual({
      records: 100,
      bytes: 2000,
    });
  });

  test('are zero where nothing came, which is not unknown', () => {
    expect(between(sample(0, 10, 5), sample(1000, 10, 5))).toEqual({ records: 0, bytes: 0 });
  });

  test('are not known at the first look, nor after what was before is forgotten', () => {
    const throughput = new Throughput();
    expect(throughput.next([sample(0, 1, 1)])).toEqual([unknown]);
    throughput.forget();
    expect(throughput.next([sample(1000, 2, 2)])).toEqual([unknown]);
    expect(throughput.next([sample(2000, 4, 2)])).toEqual([{ records: 2, bytes: 0 }]);
  });

  test('are not known while a leader does not answer, and not from before that', () => {
    const throughput = new Throughput();
    throughput.next([sample(0, 10, 10)]);
    expect(throughput.next([sample(1000, undefined, undefined)])).toEqual([unknown]);
    expect(throughput.next([sample(2000, 30, 30)])).toEqual([unknown]);
    expect(throughput.next([sample(3000, 31, 32)])).toEqual([{ records: 1, bytes: 2 }]);
  });

  test('are not known where offsets go back, until the next look', () => {
    const throughput = new Throughput();
    throughput.next([sample(0, 1000, 5000)]);
    expect(throughput.next([sample(1000, 3, 5000)])).toEqual([{ records: undefined, bytes: 0 }]);
    expect(throughput.next([sample(2000, 5, 5000)])).toEqual([{ records: 2, bytes: 0 }]);
  });

  test('are not known of bytes where retention or compaction has made a log smaller', () => {
    expect(between(sample(0, 10, 5000), sample(1000, 20, 4000))).toEqual({
      records: 10,
      bytes: undefined,
    });
  });

  test('are not known of bytes where another replica leads: its log is another', () => {
    expect(between(sample(0, 10, 100), sample(1000, 20, 900, { leader: 2 }))).toEqual({
      records: 10,
      bytes: undefined,
    });
  });

  test('do not go from a deleted topic to its namesake', () => {
    expect(between(sample(0, 10, 100), sample(1000, 20, 200, { topicId: 'b' }))).toEqual(unknown);
  });

  test('of looks that are near each other stay as they were, and nothing is lost', () => {
    const throughput = new Throughput();
    throughput.next([sample(0, 0, 0)]);
    throughput.next([sample(1000, 100, 100)]);
    expect(throughput.next([sample(1008, 200, 200)])).toEqual([{ records: 100, bytes: 100 }]);
    expect(throughput.next([sample(2000, 200, 200)])).toEqual([{ records: 100, bytes: 100 }]);
  });

  test('of partitions do not mix', () => {
    const throughput = new Throughput();
    const both = (at: number, one: number, other: number) => [
      sample(at, one, 0),
      sample(at, other, 0, { partition: 1 }),
    ];
    throughput.next(both(0, 0, 100));
    expect(throughput.next(both(1000, 1, 200)).map(({ records }) => records)).toEqual([1, 100]);
    expect(throughput.next(both(2000, 1, 200).reverse()).map(({ records }) => records)).toEqual([
      0, 0,
    ]);
  });

  test('times their periods are what offsets grew by, however looks fall', () => {
    const steps = fc.array(
      fc.record({ took: fc.integer({ min: 500, max: 60_000 }), grew: fc.nat(1_000_000) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(steps, (looks) => {
        const throughput = new Throughput();
        throughput.next([sample(0, 0, 0)]);
        let [at, offset, counted] = [0, 0, 0];
        for (const { took, grew } of looks) {
          at += took;
          offset += grew;
          const [rate] = throughput.next([sample(at, offset, 0)]);
          counted += ((rate?.records ?? Number.NaN) * took) / 1000;
        }
        expect(counted).toBeCloseTo(offset, 3);
      }),
    );
  });
});
