import { expect, test } from 'vitest';
import { compression } from '../../../../server/node/compression.ts';
import { batchesOf } from '../../../../server/node/streaming/kafka-batch.ts';
import {
  ByteBudget,
  type Fetched,
  PartitionReader,
} from '../../../../server/node/streaming/kafka-partition-reader.ts';
import { encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { fc } from '../../../harness/fast-check.ts';

const of = { topic: 't', partition: 0 };

/** The offsets that batches still have after compaction, and behind how many that it took entirely. */
const batch = fc.record({
  offsets: fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 6 }),
  gapBefore: fc.nat(3),
  codec: fc.constantFrom(0, 1),
});
const log = fc.array(batch, { minLength: 1, maxLength: 12 });

interface Stored {
  readonly last: number;
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
}

function store(batches: readonly { offsets: number[]; gapBefore: number; codec: number }[]) {
  const stored: Stored[] = [];
  let next = 0;
  for (const { offsets, gapBefore, codec } of batches) {
    const baseOffset = next + gapBefore;
    const deltas = [...offsets].sort((a, b) => a - b);
    const records = deltas.map((offsetDelta) => ({
      ...{ offsetDelta, timestamp: 0, key: null, value: new Uint8Array([offsetDelta]) },
    }));
    const bytes = encodeBatch({ records, baseOffset, codec, lastOffsetDelta: 8 }, compression);
    next = baseOffset + 9;
    stored.push({ last: next - 1, bytes, offsets: deltas.map((delta) => baseOffset + delta) });
  }
  return { stored, end: next };
}

/** As a broker answers: from the batch with the offset on, a few of them, the last cut off anywhere. */
function fetchFrom(stored: readonly Stored[], end: number, from: number, cut: number): Fetched {
  const wanted = stored.filter(({ last }) => last >= from).slice(0, 3);
  const all = new Uint8Array(Buffer.concat(wanted.map(({ bytes }) => bytes)));
  const shortest = wanted[0]?.bytes.length ?? 0;
  const bytes = all.subarray(0, Math.max(shortest, all.length - cut));
  return { ...batchesOf(of, bytes, from, null, { compression, checkCrcs: true }), end };
}

test('whatever ranges are read, they have the records that the log has', async () => {
  await fc.assert(
    fc.asyncProperty(
      log,
      fc.array(fc.tuple(fc.nat(120), fc.nat(40), fc.boolean()), { minLength: 1, maxLength: 10 }),
      fc.nat(90),
      fc.integer({ min: 50, max: 500 }),
      async (batches, wanted, cut, ahead) => {
        const { stored, end } = store(batches);
        const budgets = { ahead: new ByteBudget(1_000, ahead), kept: new ByteBudget(400, ahead) };
        const fetch = async (from: number) => fetchFrom(stored, end, from, cut);
        const limits = { ...budgets, maxWaitMs: 1, patienceMs: 1_000 };
        const reader = new PartitionReader(of, fetch, limits);
        const offsets = stored.flatMap((each) => each.offsets);
        let last = 0;
        for (const [start, length, follows] of wanted) {
          const from = Math.min(end, follows ? last : start);
          const until = Math.min(end, from + length);
          const records = await reader.read(from, until);
          expect(records.map(({ offset }) => offset)).toEqual(
            offsets.filter((offset) => offset >= from && offset < until),
          );
          last = until;
        }
        reader.close();
        expect([budgets.ahead.held, budgets.kept.held]).toEqual([0, 0]);
      },
    ),
  );
});
