import { UserError } from '../../../node/user-error.ts';
import { LONGEST } from './line-records.ts';

/** Null of what is nothing between commas; a pair of quotes is empty text. */
export type Cell = string | null;

/** What has been read of a row that has not ended yet. */
interface Begun {
  row: Cell[];
  text: string;
  /** `closed` after a quote within quotes: it ends the cell, unless another follows. */
  state: 'plain' | 'quoted' | 'closed';
  wasQuoted: boolean;
}

/**
 * The rows of comma-separated values (RFC 4180), some at a time; lines may end with a line feed alone. Empty lines are no rows.
 * @throws UserError for a quote that is not closed
 */
export async function* csvRows(chunks: AsyncIterable<string>): AsyncGenerator<Cell[][]> {
  const begun: Begun = { row: [], text: '', state: 'plain', wasQuoted: false };
  for await (const chunk of chunks) {
    const rows: Cell[][] = [];
    take(begun, chunk, rows);
    if (begun.text.length > LONGEST) {
      throw new UserError('A cell is too long to be sent: is a quote missing?');
    }
    yield rows;
  }
  if (begun.state === 'quoted') {
    throw new UserError('The file ends within quotes: its last cell has no closing quote.');
  }
  const rows: Cell[][] = [];
  endRow(begun, rows);
  yield rows;
}

function take(begun: Begun, chunk: string, rows: Cell[][]): void {
  for (const character of chunk) {
    if (begun.state === 'quoted') {
      if (character === '"') begun.state = 'closed';
      else begun.text += character;
    } else if (character === '"' && begun.state === 'closed') {
      begun.text += '"';
      begun.state = 'quoted';
    } else if (character === '"' && begun.text === '') {
      begun.state = 'quoted';
      begun.wasQuoted = true;
    } else if (character === ',') endCell(begun);
    else if (character === '\n') endRow(begun, rows);
    else begun.text += character;
  }
}

function endCell(begun: Begun): void {
  begun.row.push(begun.text === '' && !begun.wasQuoted ? null : begun.text);
  begun.text = '';
  begun.state = 'plain';
  begun.wasQuoted = false;
}

function endRow(begun: Begun, rows: Cell[][]): void {
  if (begun.text.endsWith('\r')) begun.text = begun.text.slice(0, -1);
  endCell(begun);
  if (begun.row.length > 1 || begun.row[0] !== null) rows.push(begun.row);
  begun.row = [];
}
