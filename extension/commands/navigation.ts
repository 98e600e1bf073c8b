import * as vscode from 'vscode';
import type { Context } from '../context.ts';
import { Command, type CommandId } from '../contributions.ts';
import { t } from '../l10n.ts';

export async function showLog({ log }: Context): Promise<void> {
  log.show();
}

/** Opens the settings at one of them, or at all of this extension's. */
export async function openSettings(context: Context, setting?: unknown): Promise<void> {
  const query = typeof setting === 'string' ? `@id:${setting}` : `@ext:${context.extensionId}`;
  // Settings of a machine are shown with that machine's.
  const command =
    vscode.env.remoteName === undefined
      ? 'workbench.action.openSettings'
      : 'workbench.action.openRemoteSettings';
  await vscode.commands.executeCommand(command, { query });
}

/** Shows the folder that holds the cluster's data in the system's file manager, where there is one. */
export async function revealDataDirectory(context: Context): Promise<string | undefined> {
  await context.cluster.attach();
  const wanted = context.wantedConfig();
  const config = context.cluster.status?.config ?? ('config' in wanted ? wanted.config : undefined);
  const folder = config?.dataDirectory;
  if (folder === undefined || folder === null) {
    void vscode.window.showInformationMessage(t('The cluster keeps its data in memory.'));
    return undefined;
  }
  const uri = vscode.Uri.file(folder);
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) {
    void vscode.window.showInformationMessage(
      t('{0} does not exist yet: the cluster makes it when it first starts.', folder),
    );
  } else if (vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web) {
    void offerPath(folder);
  } else {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  }
  return folder;
}

/** The file manager here knows nothing of the folders there. */
async function offerPath(folder: string): Promise<void> {
  const copy = t('Copy Path');
  const open = t('Open in New Window');
  const message = t('The data of the cluster is on the remote machine in {0}.', folder);
  const chosen = await vscode.window.showInformationMessage(message, copy, open);
  if (chosen === copy) await vscode.env.clipboard.writeText(folder);
  if (chosen === open) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), {
      forceNewWindow: true,
    });
  }
}

/** What can be done with the cluster in its state, to pick from. */
export async function showActions({ cluster }: Context): Promise<void> {
  await cluster.attach();
  const running = cluster.state === 'running';
  const { bootstrap, failure } = cluster;
  const action = (label: string, command: CommandId, description = '') => ({
    label,
    command,
    description,
  });
  const items = [
    ...(running
      ? [
          action(`$(copy) ${t('Copy Bootstrap Address')}`, Command.copyBootstrapAddress, bootstrap),
          action(`$(add) ${t('Create Topic…')}`, Command.createTopic),
          action(`$(debug-restart) ${t('Restart Local Cluster')}`, Command.restartCluster),
          action(`$(debug-stop) ${t('Stop Local Cluster')}`, Command.stopCluster),
        ]
      : [
          action(`$(play) ${t('Start Local Cluster')}`, Command.startCluster),
          ...(failure?.kind === 'port-in-use' && failure.freePort !== undefined
            ? [
                action(
                  `$(plug) ${t('Start on Port {0}', String(failure.freePort))}`,
                  Command.startOnFreePort,
                ),
              ]
            : []),
        ]),
    action(`$(output) ${t('Show Log')}`, Command.showLog),
    action(`$(folder-opened) ${t('Reveal Data Directory')}`, Command.revealDataDirectory),
    action(`$(gear) ${t('Open Settings')}`, Command.openSettings),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Local Cluster'),
    placeHolder: failure?.message ?? bootstrap ?? t('stopped'),
  });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
