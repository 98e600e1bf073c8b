import * as vscode from 'vscode';
import { addPartitions } from './commands/add-partitions.ts';
import {
  addBroker,
  killBroker,
  removeBroker,
  restartBroker,
  startBroker,
  stopBroker,
} from './commands/brokers.ts';
import {
  copyBootstrapAddress,
  copyCommittedOffset,
  copyEarliestOffset,
  copyLatestOffset,
  copyName,
} from './commands/clipboard.ts';
import { cloneTopic } from './commands/clone-topic.ts';
import {
  autoStart,
  restartCluster,
  startCluster,
  startOnFreePort,
  stopCluster,
  watchFailures,
  watchSettings,
} from './commands/cluster.ts';
import {
  addConnection,
  editConnection,
  importConnection,
  removeConnection,
  testConnection,
} from './commands/connections.ts';
import { createMissingTopic } from './commands/create-missing-topic.ts';
import { createTopic } from './commands/create-topic.ts';
import { deleteGroups } from './commands/delete-groups.ts';
import { deleteOffsets } from './commands/delete-offsets.ts';
import { deleteRecords, emptyTopics } from './commands/delete-records.ts';
import { deleteTopics } from './commands/delete-topics.ts';
import { editBrokerConfiguration, editTopicConfiguration } from './commands/edit-configuration.ts';
import { electPreferredLeaders } from './commands/elect-leaders.ts';
import { openSettings, revealDataDirectory, showActions, showLog } from './commands/navigation.ts';
import { openCluster } from './commands/open-cluster.ts';
import { createGroup, openGroup } from './commands/open-group.ts';
import { openMessages } from './commands/open-messages.ts';
import { openTopic } from './commands/open-topic.ts';
import { cancelReassignment, reassignPartitions } from './commands/reassign-partitions.ts';
import { recreateTopic, watchUnfinished } from './commands/recreate-topic.ts';
import { resetOffsets } from './commands/reset-offsets.ts';
import {
  type Run,
  runCommand,
  withCluster,
  withLocalCluster,
  withNotebookCluster,
} from './commands/run.ts';
import {
  clearFilter,
  filter,
  hideInternalTopics,
  refresh,
  showInternalTopics,
  showMore,
} from './commands/view.ts';
import {
  clearZnodeFilter,
  copyZnodePath,
  copyZnodeValue,
  createZnode,
  deleteZnode,
  filterZnodes,
  openZnode,
  refreshZnodes,
  setZnodeValue,
  showMoreZnodes,
} from './commands/znodes.ts';
import { Context } from './context.ts';
import { Command, type CommandId, Setting } from './contributions.ts';
import { useLanguage } from './l10n.ts';
import { registerTools } from './language-model/register.ts';
import { selectNotebookCluster } from './notebook/cluster/select-cluster.ts';
import {
  interruptKernel,
  newNotebook,
  openDashboard,
  openExercise,
  restartKernel,
  revealJob,
  runCellAgain,
  showKernelActions,
  stopJob,
} from './notebook/commands.ts';
import { readSetting } from './settings.ts';
import { addToolsToTerminals } from './terminal.ts';

const commands: Readonly<Record<CommandId, Run>> = {
  [Command.startCluster]: startCluster,
  [Command.stopCluster]: stopCluster,
  [Command.restartCluster]: restartCluster,
  [Command.startOnFreePort]: startOnFreePort,
  [Command.startBroker]: startBroker,
  [Command.stopBroker]: stopBroker,
  [Command.restartBroker]: restartBroker,
  [Command.killBroker]: killBroker,
  [Command.addBroker]: withLocalCluster(addBroker),
  [Command.removeBroker]: withLocalCluster(removeBroker),
  [Command.addConnection]: addConnection,
  [Command.importConnection]: importConnection,
  [Command.editConnection]: editConnection,
  [Command.removeConnection]: removeConnection,
  [Command.testConnection]: withCluster('reads', testConnection),
  [Command.createTopic]: withCluster('changes', createTopic),
  [Command.addPartitions]: withCluster('changes', addPartitions),
  [Command.reassignPartitions]: withCluster('changes', reassignPartitions),
  [Command.cancelReassignment]: withCluster('changes', cancelReassignment),
  [Command.electPreferredLeaders]: withCluster('changes', electPreferredLeaders),
  [Command.deleteTopics]: withCluster('changes', deleteTopics),
  [Command.deleteRecords]: withCluster('changes', deleteRecords),
  [Command.emptyTopics]: withCluster('changes', emptyTopics),
  [Command.openTopic]: withCluster('reads', openTopic),
  [Command.cloneTopic]: withCluster('changes', cloneTopic),
  [Command.recreateTopic]: withCluster('changes', recreateTopic),
  [Command.copyBootstrapAddress]: withCluster('reads', copyBootstrapAddress),
  [Command.copyName]: copyName,
  [Command.copyEarliestOffset]: copyEarliestOffset,
  [Command.copyLatestOffset]: copyLatestOffset,
  [Command.copyCommittedOffset]: copyCommittedOffset,
  [Command.revealDataDirectory]: revealDataDirectory,
  [Command.showLog]: showLog,
  [Command.openSettings]: openSettings,
  [Command.showActions]: showActions,
  [Command.refresh]: refresh,
  [Command.filter]: filter,
  [Command.clearFilter]: clearFilter,
  [Command.showInternalTopics]: showInternalTopics,
  [Command.hideInternalTopics]: hideInternalTopics,
  [Command.showMore]: showMore,
  [Command.openCluster]: withCluster('reads', openCluster),
  [Command.openMessages]: withCluster('reads', openMessages),
  [Command.openGroup]: withCluster('reads', openGroup),
  [Command.createGroup]: withCluster('changes', createGroup),
  [Command.resetOffsets]: withCluster('changes', resetOffsets),
  [Command.deleteOffsets]: withCluster('changes', deleteOffsets),
  [Command.deleteGroups]: withCluster('changes', deleteGroups),
  [Command.editTopicConfiguration]: withCluster('reads', editTopicConfiguration),
  [Command.editBrokerConfiguration]: withCluster('reads', editBrokerConfiguration),
  [Command.refreshZnodes]: refreshZnodes,
  [Command.filterZnodes]: filterZnodes,
  [Command.clearZnodeFilter]: clearZnodeFilter,
  [Command.openZnode]: openZnode,
  [Command.copyZnodePath]: copyZnodePath,
  [Command.copyZnodeValue]: copyZnodeValue,
  [Command.createZnode]: createZnode,
  [Command.setZnodeValue]: setZnodeValue,
  [Command.deleteZnode]: deleteZnode,
  [Command.showMoreZnodes]: showMoreZnodes,
  [Command.newNotebook]: newNotebook,
  [Command.openExercise]: openExercise,
  [Command.restartKernel]: restartKernel,
  [Command.interruptKernel]: interruptKernel,
  [Command.showKernelActions]: showKernelActions,
  [Command.selectNotebookCluster]: selectNotebookCluster,
  [Command.runCellAgain]: runCellAgain,
  [Command.stopJob]: stopJob,
  [Command.revealJob]: revealJob,
  [Command.openDashboard]: openDashboard,
  [Command.createMissingTopic]: withNotebookCluster(createMissingTopic),
};

/** What tests see of the extension from inside. */
export interface Exports {
  readonly context: Context;
  /** How long `activate` took, in milliseconds. */
  readonly activationTime: number;
}

/** Called by VS Code once: when it has started up, or when the view or a command is first used. */
export function activate(extension: vscode.ExtensionContext): Exports {
  const start = performance.now();
  useLanguage(vscode.l10n.t, vscode.env.language);
  const context = new Context(extension);
  addToolsToTerminals(extension);
  extension.subscriptions.push(
    context,
    watchSettings(context),
    watchFailures(context),
    watchUnfinished(context),
    registerTools(() => context.toolAccess),
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, (...values) => runCommand(context, run, values)),
    ),
  );
  if (readSetting(Setting.autoStart)) void runCommand(context, autoStart, []);
  // A cluster that another window started shows up in the status bar.
  else void context.cluster.attach();
  const activationTime = performance.now() - start;
  context.log.debug(`Activated in ${activationTime.toFixed(1)} ms.`);
  return { context, activationTime };
}
