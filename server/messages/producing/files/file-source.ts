import type { MessagesFile } from '../../../contract/messages/producing.ts';
import type { RecordSource } from '../sending.ts';
import { csvRecords } from './csv-records.ts';
import type { FileRecord } from './file-record.ts';
import { type JsonTexts, jsonRecords } from './json-records.ts';
import { lineRecords } from './line-records.ts';
import { TextFile } from './text-file.ts';

/** The records of a file, read as they are sent. @throws UserError if it cannot be opened */
export async function fileSource(
  { path, format }: MessagesFile,
  isJson: JsonTexts,
): Promise<RecordSource> {
  const file = await TextFile.open(path);
  return {
    records: () => recordsOf(format, file.chunks(), isJson),
    get progress() {
      return file.progress;
    },
    close: () => file.close(),
  };
}

function recordsOf(
  format: MessagesFile['format'],
  chunks: AsyncIterable<string>,
  isJson: JsonTexts,
): AsyncIterable<FileRecord[]> {
  switch (format) {
    case 'lines':
      return lineRecords(chunks);
    case 'csv':
      return csvRecords(chunks);
    case 'json':
      return jsonRecords(chunks, isJson);
  }
}
