import { UserError } from '../../../node/user-error.ts';
import { type Cell, csvRows } from './csv-rows.ts';
import { type FileHeader, type FileRecord, partitionOf, timestampOf } from './file-record.ts';
import { headersOf } from './json-records.ts';

/**
 * Records by columns: `key`, `value`, `partition` and `timestamp`, and each other one as the header of its name. What an export
 * has written can be sent again: `offset` means nothing here, and `headers` has all of them as JSON.
 * @throws UserError for a heading that names none of a record's parts
 */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<FileRecord[]> {
  let heading: readonly string[] | undefined;
  for await (const rows of csvRows(chunks)) {
    if (heading === undefined) {
      const first = rows.shift();
      if (first === undefined) continue;
      heading = first.map((cell) => cell?.trim() ?? '');
      if (!heading.includes('key') && !heading.includes('value')) {
        throw new UserError(
          'The first line has to name the columns, with key or value among them: key,value,partition,timestamp.',
        );
      }
    }
    const columns = heading;
    yield rows.map((row) => recordOf(columns, row));
  }
}

function recordOf(columns: readonly string[], row: readonly Cell[]): FileRecord {
  if (row.length > columns.length) {
    return {
      problem: `The line has ${row.length} cells, but there are ${columns.length} columns: put cells with commas in quotes.`,
    };
  }
  try {
    let record: FileRecord = {};
    for (const [i, column] of columns.entries()) {
      record = { ...record, ...partOf(record, column, row[i] ?? null) };
    }
    return record;
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function partOf(record: FileRecord, column: string, cell: Cell): Partial<FileRecord> {
  switch (column) {
    case 'key':
      return { key: cell };
    case 'value':
      return { value: cell };
    case 'partition':
      return cell === null ? {} : { partition: partitionOf(cell) };
    case 'timestamp':
      return cell === null ? {} : { timestamp: timestampOf(cell) };
    case 'offset':
      return {};
    case 'headers':
      return cell === null ? {} : withHeaders(record, headersOf(JSON.parse(cell)));
    default:
      return cell === null || column === ''
        ? {}
        : withHeaders(record, [{ name: column, value: cell }]);
  }
}

function withHeaders({ headers = [] }: FileRecord, more: readonly FileHeader[]): FileRecord {
  return { headers: [...headers, ...more] };
}
