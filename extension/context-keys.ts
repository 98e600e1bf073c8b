import * as vscode from 'vscode';
import type { ContextKeyValues } from './contributions.ts';

/** Sets a key that `when` clauses of package.json read. */
export async function setContextKey<K extends keyof ContextKeyValues>(
  key: K,
  value: ContextKeyValues[K],
): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
