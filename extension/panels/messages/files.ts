import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { PickFile, PickTarget } from '../../../webview/contract/messages.ts';

/** Asks for a file that is there; null if the user changes their mind. */
export async function pickFile({ title, kinds }: PickFile): Promise<string | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title,
      filters: filtersOf(kinds),
      ...(folder !== undefined && { defaultUri: folder }),
    })) ?? [];
  return chosen?.fsPath ?? null;
}

let lastFolder: string | undefined;

/** Asks where a file is to be written; null if the user changes their mind. */
export async function pickTarget({ title, kinds, name }: PickTarget): Promise<string | null> {
  const folder = lastFolder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const chosen = await vscode.window.showSaveDialog({
    title,
    filters: filtersOf(kinds),
    ...(folder !== undefined && { defaultUri: vscode.Uri.file(join(folder, name)) }),
  });
  if (chosen === undefined) return null;
  lastFolder = dirname(chosen.fsPath);
  return chosen.fsPath;
}

function filtersOf(kinds: PickFile['kinds']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(kinds).map(([name, own]) => [name, [...own]]));
}
