import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterConfig } from '../server/contract/control.ts';
import { clusterConfigFrom, type Problem, type RawSettings } from './clusters/cluster-settings.ts';
import { Command, Setting, type SettingId, type SettingValues } from './contributions.ts';
import { t } from './l10n.ts';

/** The value of a setting as it stands, valid or not. */
export function readSetting<S extends SettingId>(setting: S): SettingValues[S] | undefined {
  return vscode.workspace.getConfiguration().get(setting);
}

/** Changes a setting where it is set, or for this user where it is not. */
export async function writeSetting<S extends SettingId>(
  setting: S,
  value: SettingValues[S],
): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  if (settings.get(setting) === value) return;
  const target =
    settings.inspect(setting)?.workspaceValue === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await settings.update(setting, value, target);
}

/** The configuration that the settings describe, or what is wrong with them. */
export function readClusterConfig(
  context: vscode.ExtensionContext,
): { readonly config: ClusterConfig } | { readonly problems: readonly Problem[] } {
  const raw = Object.fromEntries(
    Object.values(Setting).map((setting) => [setting, readSetting(setting)]),
  ) as RawSettings;
  return clusterConfigFrom(raw, {
    defaultDataDirectory: join(context.globalStorageUri.fsPath, 'cluster'),
    home: homedir(),
  });
}

/** Says what is wrong with the settings and offers to open the first one. */
export async function showProblems(problems: readonly Problem[]): Promise<void> {
  const [first] = problems;
  if (first === undefined) return;
  const text = problems.map(({ setting, message }) => `${setting}: ${message}`).join('\n');
  const open = t('Open Settings');
  if ((await vscode.window.showErrorMessage(text, open)) === open) {
    await vscode.commands.executeCommand(Command.openSettings, first.setting);
  }
}
