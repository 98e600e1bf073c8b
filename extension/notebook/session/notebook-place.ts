import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** Where a notebook is for its kernel. */
export interface NotebookPlace {
  /** The notebook's path; one that it could have if it has none yet. */
  readonly notebook: string;
  /** An existing folder: the notebook's own where it is on this machine. */
  readonly folder: string;
}

/** The file and folder of a notebook; one that is not on this machine's disk counts as being in the first workspace folder. */
export function placeOf({ uri }: vscode.NotebookDocument): NotebookPlace {
  if (uri.scheme === 'file') return { notebook: uri.fsPath, folder: dirname(uri.fsPath) };
  const workspace = vscode.workspace.workspaceFolders?.find((each) => each.uri.scheme === 'file');
  const folder = workspace?.uri.fsPath ?? homedir();
  return { notebook: join(folder, basename(uri.path)), folder };
}
