import { basename } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../l10n.ts';

/** A plan has a line for each partition. */
const MOST_BYTES = 2 * 1024 * 1024;

const filters = () => ({ [t('Reset plans')]: ['csv'], [t('All files')]: ['*'] });

/** The text of a plan that the user chooses; null if none. @throws Error if it is too large to be one */
export async function choosePlan(): Promise<{ name: string; text: string } | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('Offsets to reset to'),
      filters: filters(),
      ...(folder !== undefined && { defaultUri: folder }),
    })) ?? [];
  if (file === undefined) return null;
  const { size } = await vscode.workspace.fs.stat(file);
  const name = basename(file.fsPath);
  if (size > MOST_BYTES) throw new Error(t('{0} is too large to be a reset plan.', name));
  return { name, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
}

/** Writes a plan where the user wants it; resolves to the file's name, or null if they change their mind. */
export async function savePlan(group: string, csv: string): Promise<string | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${group.replace(/[^\w.-]+/g, '-')}-offsets.csv`;
  const file = await vscode.window.showSaveDialog({
    title: t('Export Reset Plan'),
    filters: filters(),
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (file === undefined) return null;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(csv));
  return basename(file.fsPath);
}
