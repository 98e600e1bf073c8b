import type { FileEntry } from '../../ports/files.ts';

/** The bytes of a file from `start` up to `end`, which is infinite where it is read to its end. */
export interface FileSplit {
  readonly file: FileEntry;
  readonly start: number;
  readonly end: number;
}

/** The block size of Hadoop's local file system: no split is much larger. */
const BLOCK_BYTES = 32 * 1024 * 1024;
/** The last split of a file may be that much larger than the others, so that none is tiny. */
const SLOP = 1.1;

export interface SplitOptions {
  /** There are about that many splits in all, if there are not more because of their size. */
  readonly minPartitions?: number;
  /** Splits of these files begin at multiples of that many bytes. */
  readonly recordBytes?: number;
  /** Whether a file can be read from the middle; all can where it is absent. */
  readonly isSplitable?: (file: FileEntry) => boolean;
}

/** Cuts files as Hadoop's FileInputFormat does. Empty files have no split. */
export function splitsOf(
  files: readonly FileEntry[],
  { minPartitions = 1, recordBytes = 1, isSplitable = () => true }: SplitOptions = {},
): FileSplit[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const goal = Math.floor(total / Math.max(1, minPartitions));
  const target = Math.max(1, Math.min(goal, BLOCK_BYTES));
  const bytes = Math.max(1, Math.floor(target / recordBytes)) * recordBytes;
  return files.flatMap((file) => {
    if (file.size === 0) return [];
    return isSplitable(file) ? cut(file, bytes) : wholeFile(file);
  });
}

function cut(file: FileEntry, bytes: number): FileSplit[] {
  const splits: FileSplit[] = [];
  let start = 0;
  for (; (file.size - start) / bytes > SLOP; start += bytes) {
    splits.push({ file, start, end: start + bytes });
  }
  return [...splits, { file, start, end: file.size }];
}

function wholeFile(file: FileEntry): FileSplit {
  return { file, start: 0, end: Number.POSITIVE_INFINITY };
}

/**
 * Puts whole files together, in their order, to about `minPartitions` partitions of about the same size, none of much
 * more than a block unless a file is (Hadoop's CombineFileInputFormat).
 */
export function packFiles(files: readonly FileEntry[], minPartitions = 1): FileSplit[][] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const most = Math.max(1, Math.min(Math.ceil(total / Math.max(1, minPartitions)), BLOCK_BYTES));
  const packs: FileSplit[][] = [];
  let filled = most;
  for (const file of files) {
    if (filled >= most) {
      packs.push([]);
      filled = 0;
    }
    packs.at(-1)!.push(wholeFile(file));
    filled += file.size;
  }
  return packs;
}
