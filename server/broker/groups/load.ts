import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { DecodeError } from '../../protocol/decode-error.ts';
import { eachBatch } from '../../protocol/records/batch-header.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { type DecodedRecord, decodeRecords } from '../../protocol/records/record-batch.ts';
import type { OffsetAndMetadata, TopicPartition } from './committed-offsets.ts';
import { Group, type GroupSnapshot } from './group.ts';
import { decodeGroup, decodeKey, decodeOffset } from './records.ts';

/** What the log says of one group so far. */
interface Found {
  snapshot?: GroupSnapshot | undefined;
  readonly offsets: Map<string, TopicPartition & { readonly committed: OffsetAndMetadata }>;
}

/**
 * Replays a partition of `__consumer_offsets`: the groups as they were last written, with their offsets. A
 * group without a record of its own only ever stored offsets. A record that does not parse is passed over
 * with a warning: one bad record must not take all groups of the partition with it.
 *
 * @throws what reading the log throws, RecordsError among it
 */
export async function loadGroups(
  chunks: AsyncIterable<Uint8Array>,
  ports: { readonly clock: Clock; readonly logger: Logger; readonly compression: Compression },
): Promise<Group[]> {
  const found = new Map<string, Found>();
  for await (const bytes of chunks) {
    for (const { at, header } of eachBatch(bytes)) {
      // Control batches end transactions, in which nothing here is written.
      if (header.isControl) continue;
      for (const record of decodeRecords(bytes, ports.compression, at)) {
        try {
          replay(record, found);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          ports.logger.warn(
            `__consumer_offsets: passing over the record at offset ${record.offset}: ${error.message}`,
          );
        }
      }
    }
  }
  return [...found].flatMap(([groupId, { snapshot, offsets }]) => {
    if (snapshot === undefined && offsets.size === 0) return [];
    const group =
      snapshot === undefined
        ? new Group(groupId, ports.clock)
        : Group.load(groupId, snapshot, ports.clock);
    for (const { committed, ...of } of offsets.values()) group.offsets.load(of, committed);
    return [group];
  });
}

function replay({ key, value }: DecodedRecord, found: Map<string, Found>): void {
  if (key === null) throw new DecodeError('key', '', 0, 'null');
  const about = decodeKey(key);
  // What a newer Kafka keeps here beside groups and offsets is not ours to judge.
  if (about === undefined) return;
  let group = found.get(about.groupId);
  if (group === undefined) {
    group = { offsets: new Map() };
    found.set(about.groupId, group);
  }
  if (about.kind === 'group') {
    group.snapshot = value === null ? undefined : decodeGroup(value);
    return;
  }
  const { topic, partition } = about.of;
  if (value === null) group.offsets.delete(`${topic}:${partition}`);
  else {
    group.offsets.set(`${topic}:${partition}`, {
      topic,
      partition,
      committed: decodeOffset(value),
    });
  }
}
