import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { FileToSave } from '../../webview/contract/dashboard.ts';

/** Asks where a file of a webview is to be saved, in the first workspace folder unless the user wants it elsewhere. */
export async function saveFile({ name, content }: FileToSave): Promise<null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
  if (file !== undefined) {
    await vscode.workspace.fs.writeFile(file, Buffer.from(content, 'base64'));
  }
  return null;
}
