import type { Files } from '../../../ports/files.ts';
import type { Serializer } from '../../../ports/serializer.ts';
import type { Partitioner } from '../../shuffle/partitioner.ts';
import type { Computation } from '../computation.ts';

/** Values that are made bytes at once: few enough not to hold up the thread. */
const VALUES_PER_FRAME = 4096;

/** Where and how partitions are written. */
export interface CheckpointPlace {
  readonly files: Files;
  readonly serializer: Serializer;
  /** A folder of the RDD's own. */
  readonly folder: string;
}

/** What an RDD was: its partitions are the same in every way but for where they come from. */
interface Shape {
  readonly partitions: number;
  readonly partitioner: Partitioner | undefined;
}

/** Writes a partition: frames of a length in four bytes and that many bytes of the serializer's. */
export async function writePartition(
  { files, serializer, folder }: CheckpointPlace,
  values: readonly unknown[],
  partition: number,
): Promise<void> {
  await files.write(partitionFile(files, folder, partition), frames(values, serializer));
}

/** Partitions that were written (Spark's ReliableCheckpointRDD). */
export function reliablyCheckpointed<T>(place: CheckpointPlace, shape: Shape): Computation<T> {
  return {
    ...{ kind: 'ReliableCheckpointRDD', parents: [], ...shape },
    compute: (partition) => readPartition<T>(place, partition),
  };
}

/** Partitions that are kept in memory (Spark's LocalCheckpointRDD). */
export function locallyCheckpointed<T>(
  partitions: readonly (readonly T[])[],
  shape: Shape,
): Computation<T> {
  return {
    ...{ kind: 'LocalCheckpointRDD', parents: [], ...shape },
    compute: (partition) => partitions[partition]!,
  };
}

async function readPartition<T>(
  { files, serializer, folder }: CheckpointPlace,
  partition: number,
): Promise<readonly T[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.read(partitionFile(files, folder, partition))) chunks.push(chunk);
  const bytes = joined(chunks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: T[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + view.getUint32(at);
    for (const value of serializer.deserialize(bytes.subarray(at + 4, end)) as T[])
      values.push(value);
    at = end;
  }
  return values;
}

function* frames(values: readonly unknown[], serializer: Serializer): Generator<Uint8Array> {
  for (let from = 0; from < values.length; from += VALUES_PER_FRAME) {
    const bytes = serializer.serialize(values.slice(from, from + VALUES_PER_FRAME));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    yield length;
    yield bytes;
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function partitionFile(files: Files, folder: string, partition: number): string {
  return files.join(folder, `part-${String(partition).padStart(5, '0')}`);
}
