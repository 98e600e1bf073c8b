import * as vscode from 'vscode';
import type {
  CellSource,
  NotebookText,
  TextCell,
} from '../../server/notebook/markdown/notebook-text.ts';
import { parseNotebook } from '../../server/notebook/markdown/parse.ts';
import { writeNotebook } from '../../server/notebook/markdown/write.ts';
import { t } from '../l10n.ts';
import { fenceWordOf, languageIdOf } from './languages.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** What is kept with a notebook and its cells while it is open, so that what was not edited is written as it was. */
interface NotebookMetadata {
  readonly head?: string;
  readonly eol?: string;
}
interface CellMetadata {
  readonly source?: CellSource;
}

/** Reads and writes `*.stream.md`. Outputs are not saved. */
export class StreamNotebookSerializer implements vscode.NotebookSerializer {
  /** @throws Error if it is not UTF-8, which could not be written as it was. */
  deserializeNotebook(content: Uint8Array): vscode.NotebookData {
    const text = decode(content);
    const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
    const notebook = parseNotebook(text.slice(mark.length));
    return notebookDataOf({ ...notebook, head: mark + notebook.head });
  }

  serializeNotebook(data: vscode.NotebookData): Uint8Array {
    const { head = '', eol = '\n' } = (data.metadata ?? {}) as NotebookMetadata;
    return new TextEncoder().encode(
      writeNotebook({ head, eol, cells: data.cells.map(textCellOf) }),
    );
  }
}

/** A notebook as VS Code opens it. */
export function notebookDataOf({ head, eol, cells }: NotebookText): vscode.NotebookData {
  const data = new vscode.NotebookData(cells.map(cellDataOf));
  data.metadata = { head, eol } satisfies NotebookMetadata;
  return data;
}

function decode(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Error(t('This notebook is not UTF-8 text.'));
  }
}

function cellDataOf({ kind, language, value, source }: TextCell): vscode.NotebookCellData {
  const cell =
    kind === 'code'
      ? new vscode.NotebookCellData(vscode.NotebookCellKind.Code, value, languageIdOf(language))
      : new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, value, 'markdown');
  if (source !== undefined) cell.metadata = { source } satisfies CellMetadata;
  return cell;
}

function textCellOf({ kind, languageId, value, metadata }: vscode.NotebookCellData): TextCell {
  const { source } = (metadata ?? {}) as CellMetadata;
  return kind === vscode.NotebookCellKind.Code
    ? { kind: 'code', language: fenceWordOf(languageId), value, source }
    : { kind: 'markdown', language: '', value, source };
}
