import { IllegalArgumentException } from '../errors.ts';
import type { Lineage } from '../rdd/lineage.ts';
import { textForm } from '../rdd/text-form.ts';
import { jsonLine } from './json-lines.ts';
import { OutputFolder } from './output-folder.ts';

/** Characters after which lines are handed on, so that no partition is in memory twice. */
const CHUNK_CHARACTERS = 256 * 1024;

/**
 * Writes each partition as a text file, a line for each value (`textForm`).
 * @param compression `gzip`, or the name of Hadoop's class for it; without it files are not compressed.
 * @throws Error where the folder exists, with Hadoop's words, unless the RDD is a batch's: a batch may run again.
 */
export function saveAsTextFile(
  rdd: Lineage<unknown>,
  path: string,
  compression?: string,
): Promise<void> {
  return saveLines(rdd, path, 'saveAsTextFile', textForm, compression);
}

/**
 * Writes each partition as a file of JSON lines, which `objectFile` reads.
 * @throws Error as `saveAsTextFile` does; for values that JSON cannot hold.
 */
export function saveAsObjectFile(rdd: Lineage<unknown>, path: string): Promise<void> {
  return saveLines(rdd, path, 'saveAsObjectFile', jsonLine);
}

async function saveLines(
  rdd: Lineage<unknown>,
  path: string,
  description: string,
  lineOf: (value: unknown) => string,
  compression?: string,
): Promise<void> {
  const { context } = rdd;
  const { files } = context.environment;
  const isGzip = asGzip(compression);
  const folder = await OutputFolder.open(files, path, rdd.batchTime !== undefined);
  const write = (values: readonly unknown[], partition: number) => {
    const content = linesAsBytes(values, lineOf);
    return isGzip
      ? folder.write(partition, files.gzip(content), '.gz')
      : folder.write(partition, content);
  };
  try {
    await context.runJob(rdd, write, { description });
    await folder.commit();
  } catch (error) {
    await folder.abort();
    throw error;
  }
}

function asGzip(compression: string | undefined): boolean {
  if (compression === undefined) return false;
  if (/^(gzip|org\.apache\.hadoop\.io\.compress\.GzipCodec)$/.test(compression)) return true;
  throw new IllegalArgumentException(
    `Compression codec ${compression} is not supported: use gzip, or none.`,
  );
}

/** A line for each value, in chunks of UTF-8. */
function* linesAsBytes(
  values: readonly unknown[],
  lineOf: (value: unknown) => string,
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (let i = 0; i < values.length; i++) {
    text += `${lineOf(values[i])}\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
}
