import * as vscode from 'vscode';
import { LOCAL } from '../clusters/cluster-id.ts';
import type { ReachableCluster } from '../clusters/clusters.ts';
import type { ClusterContext, Context } from '../context.ts';
import { t } from '../l10n.ts';
import { removed } from '../notebook/cluster/notebook-clusters.ts';
import { startCluster } from './cluster.ts';
import { chooseCluster } from './cluster-choice.ts';
import { Cancelled } from './questions.ts';

/** Runs with whatever VS Code or other code calls the command with. */
export type Run = (context: Context, ...values: never[]) => Promise<unknown>;

/** What a command does to the cluster that it is about. */
export type Effect = 'reads' | 'changes';

/**
 * A command that is about a cluster: that of the row that it was called from, else a chosen one where there are several. With
 * none it offers to start the local one. What `changes` a cluster is refused for one that is read-only.
 */
export function withCluster<A extends unknown[]>(
  effect: Effect,
  run: (context: ClusterContext, ...values: A) => Promise<unknown>,
): (context: Context, ...values: A) => Promise<unknown> {
  return async (context, ...values) => {
    const target = await targetOf(context, values[0]);
    if (target === undefined) return undefined;
    if (effect === 'changes' && target.connection?.readOnly) throw readOnly(target);
    return run(about(context, target), ...values);
  };
}

/** A command that is about the local cluster. Without it, it offers to start it. */
export function withLocalCluster<A extends unknown[]>(
  run: (context: ClusterContext, ...values: A) => Promise<unknown>,
): (context: Context, ...values: A) => Promise<unknown> {
  return async (context, ...values) => {
    const target = await localTarget(context);
    if (target === undefined) return undefined;
    return run(about(context, target), ...values);
  };
}

/**
 * A command that changes the cluster of the notebook in front; the local one without a notebook. It is refused for one that is
 * read-only, or whose connection was removed.
 */
export function withNotebookCluster<A extends unknown[]>(
  run: (context: ClusterContext, ...values: A) => Promise<unknown>,
): (context: Context, ...values: A) => Promise<unknown> {
  return async (context, ...values) => {
    const notebook = vscode.window.activeNotebookEditor?.notebook.uri.toString();
    const { id, name } =
      notebook === undefined ? { id: LOCAL, name: '' } : context.notebookClusters.of(notebook);
    const target = id === LOCAL ? await localTarget(context) : context.clusters.get(id);
    if (target === undefined && id === LOCAL) return undefined;
    if (target === undefined) throw new Error(removed(name));
    if (target.connection?.readOnly) throw readOnly(target);
    return run(about(context, target), ...values);
  };
}

/** The error of a change to a cluster that is protected. */
export function readOnly({ name }: { readonly name: string }): Error {
  return new Error(t("'{0}' is read-only. Edit the connection to allow changes.", name));
}

function about(context: Context, target: ReachableCluster): ClusterContext {
  const { cluster, clusterPanels, configuration, explorer, groups, language, messages } = context;
  const parts = { cluster, clusterPanels, configuration, explorer, groups, language, messages };
  const { topics, unfinished } = context;
  return { ...parts, topics, unfinished, target, kafka: target.kafka };
}

/** @throws Cancelled if the user is asked and dismisses it. */
async function targetOf(
  context: Context,
  argument: unknown,
): Promise<ReachableCluster | undefined> {
  const { clusters, explorer } = context;
  const row = argument === 'selection' ? explorer.selection[0] : argument;
  const named = typeof row === 'object' && row !== null && 'cluster' in row ? row.cluster : LOCAL;
  if (named !== LOCAL) return clusters.reachable(String(named));
  // From a row, or from code that says what it wants, it is the local one.
  if (row !== undefined || clusters.connected.length === 0) return localTarget(context);
  await context.cluster.attach();
  return chooseCluster(context);
}

async function localTarget(context: Context): Promise<ReachableCluster | undefined> {
  await context.cluster.attach();
  if (!context.isRunning() && !(await offerStart(context))) return undefined;
  return context.clusters.get(LOCAL);
}

/**
 * Runs a command and resolves to its result. What goes wrong is shown and logged; then the result is
 * undefined, as when the user cancels.
 */
export async function runCommand(
  context: Context,
  run: Run,
  values: readonly unknown[],
): Promise<unknown> {
  try {
    return await run(context, ...(values as never[]));
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    const message = error instanceof Error ? error.message : String(error);
    context.log.error(error instanceof Error && error.stack ? error.stack : message);
    void vscode.window.showErrorMessage(message, t('Show Log')).then((chosen) => {
      if (chosen !== undefined) context.log.show();
    });
    return undefined;
  }
}

/** Offers to start the cluster; resolves to whether it runs then. */
export async function offerStart(context: Context): Promise<boolean> {
  const start = t('Start Local Cluster');
  const question = t('No cluster is running.');
  if ((await vscode.window.showInformationMessage(question, start)) !== start) return false;
  return startCluster(context);
}
