import * as vscode from 'vscode';
import type { BrokerStatus, ClusterFailure } from '../../server/contract/control.ts';
import { isLoopback, sameConfig } from '../clusters/cluster-settings.ts';
import { failureOf } from '../clusters/control-client.ts';
import type { Context, Ports } from '../context.ts';
import { Command, Setting, type SettingId } from '../contributions.ts';
import { t } from '../l10n.ts';
import { showProblems } from '../settings.ts';

/** Starts the local cluster as the settings say. Resolves to whether it runs. */
export async function startCluster(context: Context): Promise<boolean> {
  return start(context, vscode.ProgressLocation.Notification);
}

/** Starts it because VS Code has started: nobody waits for it. */
export async function autoStart(context: Context): Promise<boolean> {
  return start(context, vscode.ProgressLocation.Window);
}

async function start(context: Context, location: vscode.ProgressLocation): Promise<boolean> {
  const { cluster } = context;
  await cluster.attach();
  if (context.isRunning()) return true;
  // All of its brokers have ended.
  if (cluster.state === 'running') return restartCluster(context);
  const wanted = context.wantedConfig();
  if ('problems' in wanted) {
    // Not awaited: the command is over, whatever is done about the message.
    void showProblems(wanted.problems);
    return false;
  }
  if (!(await mayListenOn(wanted.config.host))) return false;
  const title = t('Starting the local cluster…');
  return withProgress(context, { title, location, cancellable: true }, () =>
    cluster.start(wanted.config),
  );
}

/** Stops the local cluster for all windows. Resolves to whether it did. */
export async function stopCluster(context: Context): Promise<boolean> {
  const { cluster } = context;
  await cluster.attach();
  await withProgress(context, inNotification(t('Stopping the local cluster…')), () =>
    cluster.stop(),
  );
  return cluster.state === 'stopped';
}

/** Stops it and starts it as the settings say now. Resolves to whether it runs. */
export async function restartCluster(context: Context): Promise<boolean> {
  const { cluster } = context;
  await cluster.attach();
  if (cluster.state !== 'running') return startCluster(context);
  const wanted = context.wantedConfig();
  if ('problems' in wanted) {
    void showProblems(wanted.problems);
    return false;
  }
  if (!(await mayListenOn(wanted.config.host))) return false;
  return withProgress(context, inNotification(t('Restarting the local cluster…')), () =>
    cluster.restart(wanted.config),
  );
}

/** Starts it on the free port that the last failure named, for this session. */
export async function startOnFreePort(context: Context): Promise<boolean> {
  const failure = context.cluster.failure;
  const ports = failure && freePorts(context, failure);
  if (ports !== undefined) context.useInstead(ports);
  return startCluster(context);
}

/** Offers a restart when the settings describe another cluster than the one that runs. */
export function watchSettings(context: Context): vscode.Disposable {
  let asking = false;
  return vscode.workspace.onDidChangeConfiguration(async (change) => {
    const relevant = Object.values(Setting).some(
      (setting) => setting !== Setting.autoStart && change.affectsConfiguration(setting),
    );
    // All windows see the change; the one in which it was made asks.
    if (!relevant || asking || !vscode.window.state.focused) return;
    const running = context.cluster.status?.config;
    if (context.cluster.state !== 'running' || running === undefined) return;
    const wanted = context.wantedConfig();
    asking = true;
    try {
      if ('problems' in wanted) await showProblems(wanted.problems);
      else if (!sameConfig(wanted.config, running)) await offerRestart(context);
    } finally {
      asking = false;
    }
  });
}

/** Says why the cluster or a broker failed when nobody has just asked it to do something. */
export function watchFailures(context: Context): vscode.Disposable {
  const { cluster } = context;
  let before = { state: cluster.state, failed: failedBrokers(context) };
  return cluster.changed.on(() => {
    const { state, failure } = cluster;
    const failed = failedBrokers(context);
    const wasRunning = before.state === 'running';
    const fresh = failed.find(({ id }) => !before.failed.some((each) => each.id === id));
    before = { state, failed };
    if (!wasRunning || !vscode.window.state.focused) return;
    if (state === 'failed' && failure !== undefined) void showFailure(context, failure);
    else if (state === 'running' && fresh !== undefined) void offerBroker(context, fresh);
  });
}

function failedBrokers({ cluster }: Context): readonly BrokerStatus[] {
  return cluster.status?.brokers.filter(({ state }) => state === 'failed') ?? [];
}

async function offerBroker(context: Context, { id, failure }: BrokerStatus): Promise<void> {
  const start = t('Start It Again');
  const log = t('Show Log');
  const message = t('Broker {0} has ended: {1}', id, failure ?? '');
  const chosen = await vscode.window.showErrorMessage(message, start, log);
  if (chosen === start) await vscode.commands.executeCommand(Command.startBroker, { broker: id });
  if (chosen === log) context.log.show();
}

async function offerRestart(context: Context): Promise<void> {
  const restart = t('Restart');
  const question = t('The settings of the local cluster have changed. Restart it to apply them?');
  if ((await vscode.window.showInformationMessage(question, restart)) === restart) {
    await restartCluster(context);
  }
}

function inNotification(title: string): vscode.ProgressOptions {
  return { title, location: vscode.ProgressLocation.Notification };
}

async function withProgress(
  context: Context,
  options: vscode.ProgressOptions,
  work: () => Promise<void>,
): Promise<boolean> {
  const { cluster } = context;
  let cancelled = false;
  try {
    await vscode.window.withProgress(options, async (_progress, token) => {
      token.onCancellationRequested(() => {
        cancelled = true;
        cluster.stop().catch((error) => context.log.error(String(error)));
      });
      await work();
      if (cancelled) await cluster.stop();
    });
    return cluster.state === 'running';
  } catch (error) {
    if (!cancelled) void showFailure(context, failureOf(error));
    return false;
  }
}

/** Says what went wrong and offers what helps. */
async function showFailure(context: Context, failure: ClusterFailure): Promise<void> {
  context.log.error(failure.message);
  const ways = waysOn(context, failure);
  const chosen = await vscode.window.showErrorMessage(
    failure.message,
    ...ways.map(({ title }) => title),
  );
  await ways.find(({ title }) => title === chosen)?.go();
}

function waysOn(
  context: Context,
  failure: ClusterFailure,
): { readonly title: string; go(): unknown }[] {
  const settings = (setting: SettingId) => ({
    title: t('Open Settings'),
    go: () => vscode.commands.executeCommand(Command.openSettings, setting),
  });
  const log = { title: t('Show Log'), go: () => context.log.show() };
  const again = { title: t('Start Again'), go: () => startCluster(context) };
  switch (failure.kind) {
    case 'port-in-use': {
      const ports = freePorts(context, failure);
      if (ports === undefined) return [settings(Setting.port), log];
      const use = {
        title: t('Use Port {0}', String(failure.freePort)),
        go: () => {
          context.useInstead(ports);
          return startCluster(context);
        },
      };
      return [use, settings('port' in ports ? Setting.port : Setting.zookeeperPort), log];
    }
    case 'invalid-config':
      return [settings(Setting.brokerConfig), log];
    case 'data-locked':
    case 'data-unreadable':
    case 'data-newer':
    case 'disk-full':
      return [again, settings(Setting.dataDirectory), log];
    case 'other':
      return [again, log];
  }
}

/** The free port instead of whichever of the two ports is taken. */
function freePorts(context: Context, { port, freePort }: ClusterFailure): Ports | undefined {
  if (freePort === undefined) return undefined;
  const wanted = context.wantedConfig();
  const isZookeeper = 'config' in wanted && wanted.config.zookeeperPort === port;
  return isZookeeper ? { zookeeperPort: freePort } : { port: freePort };
}

/** Nothing protects a broker that others can reach: the user must mean it. */
async function mayListenOn(host: string): Promise<boolean> {
  if (isLoopback(host)) return true;
  const proceed = t('Start Anyway');
  const answer = await vscode.window.showWarningMessage(
    t('Anyone who reaches {0} can read and change everything in the cluster.', host),
    { modal: true, detail: t('It asks for no password. The setting is {0}.', Setting.host) },
    proceed,
  );
  return answer === proceed;
}
