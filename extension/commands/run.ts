import * as vscode from 'vscode';
import type { Context, RunningContext } from '../context.ts';
import { t } from '../l10n.ts';
import { startCluster } from './cluster.ts';
import { Cancelled } from './questions.ts';

/** Runs with whatever VS Code or other code calls the command with. */
export type Run = (context: Context, ...values: never[]) => Promise<unknown>;

/** A command that needs a running cluster; without one it offers to start it. */
export function withCluster<A extends unknown[]>(
  run: (context: RunningContext, ...values: A) => Promise<unknown>,
): (context: Context, ...values: A) => Promise<unknown> {
  return async (context, ...values) => {
    await context.cluster.attach();
    if (!context.isRunning() && !(await offerStart(context))) return undefined;
    if (!context.isRunning()) return undefined;
    return run(context, ...values);
  };
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
