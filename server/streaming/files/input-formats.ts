import { type FileEntry, FilesError } from '../../ports/files.ts';
import { require } from '../errors.ts';
import { type ChosenFile, isGzipped } from './chosen-file.ts';
import { parseJsonLine } from './json-lines.ts';
import { linesOf, together } from './lines.ts';
import { uriOf } from './paths.ts';

/** What files contain, and how they are cut (Hadoop's InputFormat). */
export interface InputFormat<T> {
  /** Whether a file can be read from the middle. */
  isSplitable(file: FileEntry): boolean;
  /** Splits begin at multiples of that many bytes. */
  readonly recordBytes?: number;
  /** The records of a split; `end` is infinite where the split is all of the file. */
  read(file: ChosenFile, start: number, end: number): Promise<readonly T[]>;
}

/** Lines of UTF-8 (TextInputFormat). A `.gz` cannot be cut. */
export const textFormat: InputFormat<string> = {
  isSplitable: (file) => !isGzipped(file),
  // The line at the end goes on behind it.
  read: (file, start, end) => linesOf(file.read(start), start, end),
};

/** Values that `saveAsObjectFile` wrote, one in a line. */
export const objectFormat: InputFormat<unknown> = {
  isSplitable: textFormat.isSplitable,
  async read(file, start, end) {
    const lines = await textFormat.read(file, start, end);
    return lines.map((line) => parseJsonLine(line, uriOf(file.path)));
  },
};

/** Whole files: what `parse` makes of each (WholeTextFileInputFormat and the like). */
export function wholeFileFormat<T>(
  parse: (bytes: Uint8Array, path: string) => readonly T[],
): InputFormat<T> {
  return {
    isSplitable: () => false,
    async read(file) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of file.read()) chunks.push(chunk);
      return parse(together(chunks), file.path);
    },
  };
}

/** [URI, bytes] of each file. */
export const binaryFileFormat = wholeFileFormat((bytes, path): [string, Uint8Array][] => [
  [uriOf(path), bytes],
]);

/** [URI, text] of each file, in UTF-8. */
export const wholeTextFormat = wholeFileFormat((bytes, path): [string, string][] => [
  [uriOf(path), new TextDecoder().decode(bytes)],
]);

/**
 * Records of a fixed length, without anything between them (FixedLengthBinaryInputFormat).
 * @throws IllegalArgumentException unless it is a positive whole number.
 */
export function fixedLengthFormat(recordLength: number): InputFormat<Uint8Array> {
  const isLength = Number.isSafeInteger(recordLength) && recordLength > 0;
  require(isLength, `The record length is ${recordLength}: it must be a positive number of bytes.`);
  return {
    recordBytes: recordLength,
    isSplitable: (file) => !isGzipped(file),
    async read(file, start, end) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of file.read(start, end)) chunks.push(chunk);
      const bytes = together(chunks);
      const partial = bytes.length % recordLength;
      if (partial !== 0) {
        throw new FilesError(
          file.path,
          `${uriOf(file.path)} ends with a partial record: ${partial} bytes, where records have ${recordLength}.`,
        );
      }
      const records: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += recordLength) {
        records.push(bytes.subarray(at, at + recordLength));
      }
      return records;
    },
  };
}
