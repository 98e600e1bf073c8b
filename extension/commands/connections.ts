import * as vscode from 'vscode';
import type { DiagnosisStep } from '../../server/contract/kafka-client/diagnosis.ts';
import { spokenName } from '../clusters/cluster-name.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { ClusterContext, Context } from '../context.ts';
import { t } from '../l10n.ts';
import { importedConnection } from '../panels/connection-panels.ts';
import { askChoice, confirm } from './questions.ts';
import { isNode } from './topic-choice.ts';

/** Shows the form for a new connection. */
export async function addConnection({ connectionForms }: Context): Promise<void> {
  connectionForms.show();
}

/** Shows the form for a new connection, filled from a `.properties` file that the user chooses. */
export async function importConnection({ connectionForms }: Context): Promise<void> {
  const imported = await importedConnection();
  if (imported !== undefined) connectionForms.show(undefined, imported);
}

/** Shows the form of the row's connection, or of a chosen one. @throws Cancelled */
export async function editConnection(context: Context, argument?: unknown): Promise<void> {
  const connected = await connectionFrom(context, t('Edit Connection'), argument);
  if (connected !== undefined) context.connectionForms.show(connected.id);
}

/**
 * Forgets the row's connection, or a chosen one, when the user agrees; the cluster stays as it is. Resolves to whether it did.
 * @throws Cancelled
 */
export async function removeConnection(context: Context, argument?: unknown): Promise<boolean> {
  const connected = await connectionFrom(context, t('Remove Connection'), argument);
  if (connected === undefined) return false;
  const agreed = await confirm(
    t("Remove the connection '{0}'?", spokenName(connected.connection ?? connected)),
    t('Its address and credentials are forgotten. The cluster itself stays as it is.'),
    t('Remove'),
  );
  if (agreed) await context.connections.remove(connected.id);
  return agreed;
}

/** Connects anew, step by step, and says how far that came. Resolves to the steps. */
export async function testConnection({
  target,
  kafka,
}: ClusterContext): Promise<readonly DiagnosisStep[]> {
  const title = t("Testing the connection to '{0}'…", target.name);
  const steps = await vscode.window.withProgress(
    { title, location: vscode.ProgressLocation.Notification },
    () => kafka.call('diagnose', null),
  );
  const failed = steps.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) {
    const message = t("'{0}' can be reached, and so can all of its brokers.", target.name);
    void vscode.window.showInformationMessage(message);
  } else {
    const detail = failed.map((step) => `${step.address}: ${step.detail}`).join(' ');
    void vscode.window.showErrorMessage(`${target.name}: ${detail}`);
  }
  return steps;
}

interface ConnectionItem extends vscode.QuickPickItem {
  readonly cluster: ReachableCluster;
}

async function connectionFrom(
  { clusters }: Context,
  title: string,
  argument: unknown,
): Promise<ReachableCluster | undefined> {
  const { connected } = clusters;
  if (isNode(argument)) return connected.find(({ id }) => id === argument.cluster);
  if (connected.length === 0) throw new Error(t('There is no connection but the local cluster.'));
  const items = connected.map(
    (cluster): ConnectionItem => ({
      label: cluster.name,
      description: cluster.kafka.bootstrap,
      cluster,
    }),
  );
  const answer = await askChoice({ title, step: 1, of: 1 }, t('Choose a connection'), items);
  return answer === 'back' ? undefined : answer.value.cluster;
}
