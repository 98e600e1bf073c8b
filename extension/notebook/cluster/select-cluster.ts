import * as vscode from 'vscode';
import { LOCAL } from '../../clusters/cluster-id.ts';
import { askChoice } from '../../commands/questions.ts';
import type { Context } from '../../context.ts';
import { Command } from '../../contributions.ts';
import { markColors } from '../../explorer/cluster-appearance.ts';
import { color, joined } from '../../explorer/look.ts';
import { t } from '../../l10n.ts';
import { isRunning } from '../kernel/kernel.ts';
import { type NotebookCluster, shownName } from './notebook-clusters.ts';

interface ClusterItem extends vscode.QuickPickItem {
  /** Absent for what adds one. */
  readonly cluster?: NotebookCluster;
}

/**
 * Lets the user choose the cluster of the notebook in front, or of the one that a toolbar passes; `to` answers the question by an
 * id. Resolves to the id of the cluster that it has then. @throws Cancelled
 */
export async function selectNotebookCluster(
  context: Context,
  of?: unknown,
  to?: unknown,
): Promise<string | undefined> {
  const editor = editorOf(of);
  const { notebooks, notebookClusters: clusters } = context;
  if (editor === undefined || !notebooks.isOurs(editor.notebook)) {
    throw new Error(t('There is no notebook in front that has a Millrace kernel.'));
  }
  const key = editor.notebook.uri.toString();
  const current = clusters.of(key);
  const given = clusters.all.find(({ id }) => id === to);
  const chosen = given ?? (await ask(context, current));
  if (chosen === undefined) return undefined;
  if (chosen.id === current.id) return current.id;
  await clusters.choose(key, chosen);
  const goesOn = notebooks.of(editor.notebook)?.kernel.jobs.some(isRunning) === true;
  if (goesOn) {
    void vscode.window.showInformationMessage(
      t(
        "Jobs that run stay with '{0}'. Cells that are run from now on have '{1}'.",
        current.name,
        chosen.name,
      ),
    );
  }
  return chosen.id;
}

/** Undefined where the user adds a connection instead. @throws Cancelled */
async function ask(
  { notebookClusters, cluster }: Context,
  current: NotebookCluster,
): Promise<NotebookCluster | undefined> {
  const items = notebookClusters.all
    .filter(({ isRemoved, id }) => !isRemoved || id === current.id)
    .map((each): ClusterItem => {
      const { id, connection, isRemoved } = each;
      const local = id === LOCAL && (cluster.bootstrap ?? t('stopped'));
      return {
        label: shownName(each),
        iconPath: iconOf(each),
        description: joined(
          local || connection?.properties['bootstrap.servers'],
          connection?.readOnly && t('read-only'),
          connection?.mark && t('marked {0}', connection.mark),
          isRemoved && t('removed'),
          id === current.id && t('current'),
        ),
        cluster: each,
      };
    });
  const add: ClusterItem = {
    label: t('Add Connection…'),
    iconPath: new vscode.ThemeIcon('add'),
    alwaysShow: true,
  };
  const step = { title: t('Cluster of This Notebook'), step: 1, of: 1 };
  const placeholder = t('Choose the cluster that cells are run with from now on');
  const answer = await askChoice(step, placeholder, [...items, add]);
  if (answer === 'back') return undefined;
  if (answer.value.cluster === undefined)
    await vscode.commands.executeCommand(Command.addConnection);
  return answer.value.cluster;
}

function iconOf({ id, connection, isRemoved }: NotebookCluster): vscode.ThemeIcon {
  if (id === LOCAL) return new vscode.ThemeIcon('server-environment');
  if (isRemoved) return new vscode.ThemeIcon('warning', new vscode.ThemeColor(color.warning));
  const mark = connection?.mark;
  return new vscode.ThemeIcon('cloud', mark && new vscode.ThemeColor(markColors[mark]));
}

/** The editor of the notebook that a toolbar or code passes, or the one in front. */
function editorOf(of: unknown): vscode.NotebookEditor | undefined {
  const { notebookEditor } = (of ?? {}) as { notebookEditor?: { notebookUri?: vscode.Uri } };
  const uri = of instanceof vscode.Uri ? of : notebookEditor?.notebookUri;
  if (uri === undefined) return vscode.window.activeNotebookEditor;
  return vscode.window.visibleNotebookEditors.find(
    ({ notebook }) => notebook.uri.toString() === uri.toString(),
  );
}
