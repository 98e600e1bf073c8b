import type { SparkContext } from '../context/spark-context.ts';
import type { RDD } from '../rdd/rdd.ts';
import { fileComputation } from './file-rdd.ts';
import { packFiles, splitsOf } from './file-splits.ts';
import {
  binaryFileFormat,
  fixedLengthFormat,
  type InputFormat,
  objectFormat,
  textFormat,
  wholeTextFormat,
} from './input-formats.ts';
import { assertFiles, inputFiles } from './paths.ts';

// The members of a SparkContext that read files. Which files there are is found out when the RDD is defined; what they
// contain when it is computed.

/**
 * The lines of text files, in UTF-8; a `.gz` is decompressed.
 * @param path a file, a folder, a glob, or several with commas between them; also as `file:` URIs.
 * @param minPartitions large files are cut into at least that many splits in all.
 * @throws Error where there is nothing to read, with Hadoop's words.
 */
export function textFile(
  context: SparkContext,
  path: string,
  minPartitions = defaultMinPartitions(context),
): RDD<string> {
  return splitFiles(context, 'HadoopRDD', path, textFormat, minPartitions);
}

/** The values that `saveAsObjectFile` wrote. */
export function objectFile<T>(
  context: SparkContext,
  path: string,
  minPartitions = defaultMinPartitions(context),
): RDD<T> {
  const format = objectFormat as InputFormat<T>;
  return splitFiles(context, 'HadoopRDD', path, format, minPartitions);
}

/** Records of `recordLength` bytes each, without anything between them. */
export function binaryRecords(
  context: SparkContext,
  path: string,
  recordLength: number,
): RDD<Uint8Array> {
  return splitFiles(context, 'NewHadoopRDD', path, fixedLengthFormat(recordLength), 1);
}

/** [URI, text] of each file, small ones together in a partition. */
export function wholeTextFiles(
  context: SparkContext,
  path: string,
  minPartitions = defaultMinPartitions(context),
): RDD<readonly [string, string]> {
  return wholeFiles(context, 'WholeTextFileRDD', path, wholeTextFormat, minPartitions);
}

/** [URI, bytes] of each file, small ones together in a partition. */
export function binaryFiles(
  context: SparkContext,
  path: string,
  minPartitions = defaultMinPartitions(context),
): RDD<readonly [string, Uint8Array]> {
  return wholeFiles(context, 'BinaryFileRDD', path, binaryFileFormat, minPartitions);
}

/** What `minPartitions` is where it is not given. */
function defaultMinPartitions({ defaultParallelism }: SparkContext): number {
  return Math.min(defaultParallelism, 2);
}

function splitFiles<T>(
  context: SparkContext,
  kind: string,
  path: string,
  format: InputFormat<T>,
  minPartitions: number,
): RDD<T> {
  const { files } = context.environment;
  const entries = inputFiles(files, path);
  assertFiles(entries);
  const splits = splitsOf(entries, { ...format, minPartitions });
  const partitions = splits.map((split) => [split]);
  return context.rdd(fileComputation(kind, files, format, partitions, true)).setName(path);
}

function wholeFiles<T>(
  context: SparkContext,
  kind: string,
  path: string,
  format: InputFormat<T>,
  minPartitions: number,
): RDD<T> {
  const { files } = context.environment;
  const entries = inputFiles(files, path).filter(({ isFolder }) => !isFolder);
  const partitions = packFiles(entries, minPartitions);
  return context.rdd(fileComputation(kind, files, format, partitions, true)).setName(path);
}
