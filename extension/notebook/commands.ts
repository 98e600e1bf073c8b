import * as vscode from 'vscode';
import { parseNotebook } from '../../server/notebook/markdown/parse.ts';
import { Cancelled } from '../commands/questions.ts';
import type { Context } from '../context.ts';
import { Command, NotebookType } from '../contributions.ts';
import { t } from '../l10n.ts';
import { copyExercise, type Exercise, listExercises } from './exercises.ts';
import { jobAppearance } from './job-appearance.ts';
import { type JobRow, notebookName } from './jobs-view.ts';
import { isRunning } from './kernel/kernel.ts';
import { notebookDataOf } from './serializer.ts';
import type { NotebookSession } from './session/notebook-session.ts';
import { newNotebookText } from './template.ts';

/** Opens a notebook that is not saved yet. */
export async function newNotebook(): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(
    NotebookType.stream,
    notebookDataOf(parseNotebook(newNotebookText())),
  );
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Copies an exercise to where the user wants it, and opens the copy. `file` and `folder` answer the questions. */
export async function openExercise(
  { exercises }: Context,
  file?: unknown,
  folder?: unknown,
): Promise<vscode.NotebookDocument> {
  const all = await listExercises(exercises);
  const exercise = all.find((each) => each.file === file) ?? (await askExercise(all));
  const target = folder instanceof vscode.Uri ? folder : await askFolder(exercise);
  const copy = await copyExercise(exercises, exercise.file, target);
  const notebook = await vscode.workspace.openNotebookDocument(copy);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Starts the kernel of a notebook anew. Resolves to whether it did. */
export async function restartKernel({ notebooks }: Context, of?: unknown): Promise<boolean> {
  const session = sessionOf(notebooks.sessions, of);
  if (session === undefined) return false;
  if (session.kernel.hasRunningJob && !(await mayRestart())) return false;
  session.abandon();
  await session.kernel.restart();
  return true;
}

/** Ends what the cells of a notebook do; its jobs where nothing else runs. */
export async function interruptKernel({ notebooks }: Context, of?: unknown): Promise<void> {
  sessionOf(notebooks.sessions, of)?.kernel.interruptAll();
}

/** Runs a cell that runs already: its job is stopped first. */
export async function runCellAgain({ notebooks }: Context, of?: unknown): Promise<void> {
  const cell = isCell(of) ? of : selectedCell();
  if (cell !== undefined) await notebooks.run(cell.notebook, [cell]);
}

/** Opens the dashboard of a job in an editor. */
export async function openDashboard({ jobs, dashboards }: Context, row?: JobRow): Promise<boolean> {
  const job = row ?? (await askJob(jobs.list.jobs, t('Open Dashboard')));
  if (job === undefined) return false;
  dashboards.show(job);
  return true;
}

/** Stops a job gracefully; one that stops already at once. */
export async function stopJob({ jobs }: Context, row?: JobRow): Promise<boolean> {
  const job = row ?? (await askJob(jobs.list.running, t('Stop Job')));
  if (job === undefined) return false;
  job.source.stopJob(job.status);
  return true;
}

/** Shows the cell that started a job: that of the row, or a chosen one. */
export async function revealJob({ jobs }: Context, row?: JobRow): Promise<void> {
  const job = row ?? (await askJob(jobs.list.jobs, t('Go to Cell')));
  if (job === undefined) return;
  const { source, status } = job;
  const cell = source.cellOf(status);
  if (cell === undefined) {
    void vscode.window.showInformationMessage(t('The cell of this job is not there any more.'));
    return;
  }
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  const editor = await vscode.window.showNotebookDocument(cell.notebook, { selections: [range] });
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}

/** What can be done with the kernel of the notebook in front, to pick from. */
export async function showKernelActions({ notebooks }: Context): Promise<void> {
  const session = sessionOf(notebooks.sessions, undefined);
  const busy = session !== undefined && !['off', 'idle'].includes(session.kernel.state);
  const jobs = session?.kernel.jobs.some(isRunning) === true;
  const items = [
    ...(busy || jobs
      ? [{ label: `$(debug-stop) ${t('Interrupt Kernel')}`, command: Command.interruptKernel }]
      : []),
    ...(session === undefined
      ? []
      : [{ label: `$(debug-restart) ${t('Restart Kernel')}`, command: Command.restartKernel }]),
    { label: `$(book) ${t('Open Exercise…')}`, command: Command.openExercise },
    { label: `$(output) ${t('Show Log')}`, command: Command.showLog },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: t('Kernel') });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

/** The notebook that a toolbar passes, or the one in front. */
function sessionOf(sessions: readonly NotebookSession[], of: unknown): NotebookSession | undefined {
  const { notebookEditor } = (of ?? {}) as { notebookEditor?: { notebookUri?: vscode.Uri } };
  const passed = of instanceof vscode.Uri ? of : notebookEditor?.notebookUri;
  const uri = passed ?? vscode.window.activeNotebookEditor?.notebook.uri;
  return sessions.find(({ notebook }) => notebook.uri.toString() === uri?.toString());
}

function isCell(value: unknown): value is vscode.NotebookCell {
  return typeof value === 'object' && value !== null && 'notebook' in value && 'document' in value;
}

function selectedCell(): vscode.NotebookCell | undefined {
  const editor = vscode.window.activeNotebookEditor;
  return editor?.notebook.cellAt(editor.selection.start);
}

async function mayRestart(): Promise<boolean> {
  const restart = t('Restart');
  const answer = await vscode.window.showWarningMessage(
    t('Restart the kernel? Its streaming jobs stop.'),
    { modal: true, detail: t('Variables of the notebook are lost.') },
    restart,
  );
  return answer === restart;
}

async function askJob(jobs: readonly JobRow[], title: string): Promise<JobRow | undefined> {
  if (jobs.length === 0) {
    void vscode.window.showInformationMessage(t('No streaming job is running.'));
    return undefined;
  }
  if (jobs.length === 1) return jobs[0];
  const items = jobs.map((row) => {
    const { label, description } = jobAppearance(row.status, notebookName(row));
    return { label, description: description ?? '', row };
  });
  return (await vscode.window.showQuickPick(items, { title }))?.row;
}

/** @throws Cancelled */
async function askExercise(all: readonly Exercise[]): Promise<Exercise> {
  const items = all.map((exercise, index) => ({
    label: `${index + 1}. ${exercise.title}`,
    detail: exercise.subject,
    exercise,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Open Exercise'),
    placeHolder: t('Choose an exercise'),
    matchOnDetail: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.exercise;
}

/** @throws Cancelled */
async function askFolder({ title }: Exercise): Promise<vscode.Uri> {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  if (workspace !== undefined) {
    const inside = vscode.Uri.joinPath(workspace.uri, 'exercises');
    const items = [
      {
        label: `$(root-folder) ${t('exercises in {0}', workspace.name)}`,
        detail: inside.fsPath,
        uri: inside,
      },
      { label: `$(folder) ${t('Another Folder…')}`, uri: undefined },
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: t('Where to copy the exercise and its sample data'),
    });
    if (chosen === undefined) throw new Cancelled();
    if (chosen.uri !== undefined) return chosen.uri;
  }
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: t('Copy Here'),
      title: t('Where to copy the exercise and its sample data'),
    })) ?? [];
  if (chosen === undefined) throw new Cancelled();
  return chosen;
}
