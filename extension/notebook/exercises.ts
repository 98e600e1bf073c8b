import * as vscode from 'vscode';
import { t } from '../l10n.ts';

/** A notebook that comes with the extension. */
export interface Exercise {
  readonly title: string;
  readonly file: string;
  /** What it is about. */
  readonly subject: string;
}

/** The exercises in the order in which `README.md` beside them lists them. */
export function exercisesIn(readme: string): Exercise[] {
  const lines = readme.matchAll(/^\d+\. \[(.+?)\]\((.+?\.stream\.md)\):? ?(.*)$/gm);
  return Array.from(lines, ([, title = '', file = '', subject = '']) => ({
    title,
    file,
    subject: subject.replaceAll('`', ''),
  }));
}

/** Reads the list of exercises. */
export async function listExercises(folder: vscode.Uri): Promise<Exercise[]> {
  const readme = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'README.md'));
  return exercisesIn(new TextDecoder().decode(readme));
}

/**
 * Copies an exercise, and the sample data that exercises read, into a folder. What is there already stays as it is.
 * Resolves to the copy.
 */
export async function copyExercise(
  from: vscode.Uri,
  file: string,
  to: vscode.Uri,
): Promise<vscode.Uri> {
  const { fs } = vscode.workspace;
  const data = vscode.Uri.joinPath(from, 'data');
  const target = vscode.Uri.joinPath(to, file);
  await fs.createDirectory(vscode.Uri.joinPath(to, 'data'));
  const samples = (await fs.readDirectory(data)).map(([name]) => name);
  await copyIfMissing(vscode.Uri.joinPath(from, file), target);
  for (const name of samples) {
    await copyIfMissing(vscode.Uri.joinPath(data, name), vscode.Uri.joinPath(to, 'data', name));
  }
  return target;
}

/** @throws Error for anything but that it is there. */
async function copyIfMissing(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.copy(from, to, { overwrite: false });
  } catch (error) {
    const isThere = error instanceof vscode.FileSystemError && error.code === 'FileExists';
    if (!isThere) throw new Error(t('{0} cannot be written: {1}', to.fsPath, String(error)));
  }
}
