import { durationSetting } from '../context/settings.ts';
import type { StreamingContext } from '../context/streaming-context.ts';
import type { DStream } from '../dstream/dstream.ts';
import { FileInput } from './file-input.ts';
import { fileComputation } from './file-rdd.ts';
import { splitsOf } from './file-splits.ts';
import {
  fixedLengthFormat,
  type InputFormat,
  textFormat,
  wholeFileFormat,
} from './input-formats.ts';

// The members of a StreamingContext that watch folders.

/** What a stream of files takes, and what it makes of them. */
export interface FileStreamOptions<T> {
  /** The records of a file, from all its bytes; lines of text without it. Runs in the batch's jobs. */
  readonly parse?: (bytes: Uint8Array, path: string) => readonly T[];
  /** By its path, whether a file is one to take; without it those whose names do not start with a dot. */
  readonly filter?: (path: string) => boolean;
  /** Whether those that are there already are left out, which is so without it; otherwise those of the last minute are taken too. */
  readonly newFilesOnly?: boolean;
}

/** A stream of the records of new files in a folder. */
export function fileStream<T>(
  context: StreamingContext,
  directory: string,
  { parse, ...options }: FileStreamOptions<T>,
): DStream<T> {
  const format = parse === undefined ? (textFormat as InputFormat<T>) : wholeFileFormat(parse);
  return streamOf(context, directory, format, options);
}

/** A stream of records of a fixed length. @throws IllegalArgumentException for a length that is none. */
export function binaryRecordsStream(
  context: StreamingContext,
  directory: string,
  recordLength: number,
): DStream<Uint8Array> {
  return streamOf(context, directory, fixedLengthFormat(recordLength), {});
}

function streamOf<T>(
  context: StreamingContext,
  directory: string,
  format: InputFormat<T>,
  { filter = hasVisibleName, newFilesOnly = true }: Omit<FileStreamOptions<T>, 'parse'>,
): DStream<T> {
  const { sparkContext, graph } = context;
  const { files, logger, clock } = sparkContext.environment;
  const slide = graph.batchDuration;
  const remember = slide * Math.ceil(minRemember(context) / slide);
  const now = clock.now();
  const input = new FileInput(files, logger, { directory, filter, newFilesOnly, now, remember });
  const stream = context.stream<T>({
    ...{ kind: 'FileInputDStream', parents: [], slide, input },
    compute: (time) => {
      const splits = splitsOf(input.filesAt(time), format).map((split) => [split]);
      return sparkContext.rdd(fileComputation('UnionRDD', files, format, splits, false));
    },
  });
  // Batches keep what they have taken for as long as a file of theirs could be taken again.
  stream.rememberAtLeast(remember);
  return stream;
}

/** Milliseconds. The second key is the older name. */
function minRemember({ sparkContext: { conf } }: StreamingContext): number {
  const usual = durationSetting(conf, 'spark.streaming.minRememberDuration', 60_000, 's');
  return durationSetting(conf, 'spark.streaming.fileStream.minRememberDuration', usual, 's');
}

function hasVisibleName(path: string): boolean {
  return !path.slice(path.lastIndexOf('/') + 1).startsWith('.');
}
