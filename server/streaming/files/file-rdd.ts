import type { Files } from '../../ports/files.ts';
import type { Computation, Task } from '../rdd/computation.ts';
import { ChosenFile } from './chosen-file.ts';
import type { FileSplit } from './file-splits.ts';
import type { InputFormat } from './input-formats.ts';

/**
 * An RDD of records in files (Spark's HadoopRDD and its relatives).
 * @param kind the name of Spark's class. @param partitions the splits of each.
 * @param mayChange whether files may have changed when they come to be read.
 */
export function fileComputation<T>(
  kind: string,
  files: Files,
  format: InputFormat<T>,
  partitions: readonly (readonly FileSplit[])[],
  mayChange: boolean,
): Computation<T> {
  const read = ({ file, start, end }: FileSplit, { signal }: Task) =>
    format.read(new ChosenFile(files, file, mayChange, signal), start, end);
  return {
    ...{ kind, parents: [], partitions: partitions.length },
    async compute(partition, task) {
      const splits = partitions[partition]!;
      if (splits.length === 1) return read(splits[0]!, task);
      const records: (readonly T[])[] = [];
      for (const split of splits) records.push(await read(split, task));
      return records.flat() as T[];
    },
  };
}
