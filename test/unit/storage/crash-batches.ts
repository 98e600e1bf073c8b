import { batch } from './test-logs.ts';

/** The batch of that name for a partition: of one to seven records, some of them large. */
export function numberedBatch(partition: number, name: string): Uint8Array {
  const [round, number] = name.split('.').map(Number);
  const count = 1 + ((number! + partition) % 7);
  const size = number! % 11 === 0 ? 20_000 : 10 * (number! % 13);
  return batch(count, {
    text: `${partition} ${name} ${'x'.repeat(size)}`,
    timestamp: number!,
    // Several appends of a partition are under way at a time, each with a producer of its own.
    producerId: round! * 1_000_000 + number!,
    producerEpoch: 0,
    baseSequence: 0,
  });
}
