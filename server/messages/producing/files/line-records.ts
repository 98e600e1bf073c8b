import { UserError } from '../../../node/user-error.ts';
import type { FileRecord } from './file-record.ts';

/** Characters of a record at most: no broker takes more, and a file that is no text at all would fill the memory. */
export const LONGEST = 64 * 1024 * 1024;

/** A value for each line; empty lines are none. @throws UserError for a line without end */
export async function* lineRecords(chunks: AsyncIterable<string>): AsyncGenerator<FileRecord[]> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST) throw new UserError('A line is too long to be sent as one record.');
    yield recordsOf(lines);
  }
  yield recordsOf([rest]);
}

function recordsOf(lines: readonly string[]): FileRecord[] {
  return lines
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    .filter((line) => line !== '')
    .map((value) => ({ value }));
}
