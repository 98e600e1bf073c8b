import type { KafkaClient, KafkaRecord, OutgoingRecord } from './kafka-client.ts';

/** The header that says of which batch a record is, and which of its records. */
export const BATCH_HEADER = 'spark-batch';

/** How many records of a partition are looked at together. */
const AT_ONCE = 10_000;
const utf8 = new TextDecoder();
const encoder = new TextEncoder();

/** One batch of one output operation. */
export interface BatchIdentity {
  /** The same for every run of the program. */
  readonly sink: string;
  readonly time: number;
}

/** The records of a partition of a batch with a header that tells them apart from all others. */
export function marked(
  records: readonly OutgoingRecord[],
  batch: BatchIdentity,
  partition: number,
): OutgoingRecord[] {
  return records.map((record, index) => {
    const value = encoder.encode(`${prefixOf(batch)}${partition} ${index}`);
    return { ...record, headers: [...(record.headers ?? []), { key: BATCH_HEADER, value }] };
  });
}

/**
 * Which records of a batch a topic has by now, by the values of their headers: an earlier run of the batch may have
 * written some before it ended.
 * @param since no record of the batch has an earlier timestamp.
 */
export async function writtenBefore(
  client: KafkaClient,
  topic: string,
  batch: BatchIdentity,
  since: number,
): Promise<ReadonlySet<string>> {
  const partitions = await client.partitionsOf([topic]);
  const found = new Set<string>();
  if (partitions.length === 0) return found;
  const starts = await client.offsets(partitions, { timestamp: since });
  const ends = await client.offsets(partitions, 'latest');
  for (const [i, partition] of partitions.entries()) {
    const end = ends[i]!.offset;
    for (let from = starts[i]!.offset; from < end; from += AT_ONCE) {
      const records = await client.read(partition, from, Math.min(end, from + AT_ONCE));
      for (const record of records) {
        const mark = markOf(record);
        if (mark?.startsWith(prefixOf(batch))) found.add(mark);
      }
    }
  }
  return found;
}

/** What tells a record apart, if it was `marked`. */
export function markOf({ headers = [] }: Pick<KafkaRecord | OutgoingRecord, 'headers'>) {
  const header = headers.findLast(({ key }) => key === BATCH_HEADER);
  return header?.value ? utf8.decode(header.value) : undefined;
}

function prefixOf({ sink, time }: BatchIdentity): string {
  return `${sink} ${time} `;
}
