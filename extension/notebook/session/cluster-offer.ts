import * as vscode from 'vscode';
import type { LocalCluster } from '../../clusters/local-cluster.ts';
import { Command } from '../../contributions.ts';
import { t } from '../../l10n.ts';

/**
 * Offers to start the cluster that cells need, and waits until it runs. Resolves to whether to run the cells: that
 * is so unless the user has stopped them, or the cluster does not start.
 */
export async function offerCluster(
  cluster: LocalCluster,
  stopped: vscode.CancellationToken,
): Promise<boolean> {
  await cluster.attach();
  if (cluster.bootstrap !== undefined) return true;
  const start = t('Start Local Cluster');
  const runAnyway = t('Run Anyway');
  const message = t('The cell needs a cluster, and none is running.');
  const answered = vscode.window.showInformationMessage(message, start, runAnyway);
  const decided = Promise.resolve(answered).then(async (answer) => {
    if (answer !== start) return answer === runAnyway;
    return (await vscode.commands.executeCommand(Command.startCluster)) === true;
  });
  return Promise.race([decided, whenRunning(cluster), whenStopped(stopped)]);
}

/** Somebody may start it by other means. */
function whenRunning(cluster: LocalCluster): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = cluster.changed.on(() => {
      if (cluster.bootstrap === undefined) return;
      listener.dispose();
      resolve(true);
    });
  });
}

function whenStopped(stopped: vscode.CancellationToken): Promise<boolean> {
  return new Promise((resolve) => {
    stopped.onCancellationRequested(() => resolve(false));
  });
}
