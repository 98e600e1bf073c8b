// A bundle of its own, loaded with the first notebook: the client library takes several times as long to load as all else.

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import type { LanguageNotifications, LanguageSituation } from '../../server/contract/language.ts';
import { withoutSecrets as secretPartOf } from '../connections/connection.ts';
import { t, useLanguage } from '../l10n.ts';
import { Restarts } from './restarts.ts';
import { servedCells } from './served-cells.ts';
import { withoutSecrets } from './without-secrets.ts';

/** How long the server may take to end in an orderly way, in milliseconds. */
const LONGEST_END = 2_000;

export interface LanguageClientOptions {
  /** The server's bundle. */
  readonly script: string;
  /** Asked whenever the server starts. */
  readonly situation: () => LanguageSituation;
  /** The server has ended unexpectedly; it has been started again unless it does so again and again. */
  readonly crashed: (isStartedAgain: boolean) => void;
  readonly translate: Parameters<typeof useLanguage>;
}

/** A language server that runs, or is being started again. */
export interface RunningLanguageClient {
  tell<M extends keyof LanguageNotifications>(method: M, params: LanguageNotifications[M]): void;
  /** Shows what the server has written down. */
  showLog(): void;
  stop(): Promise<void>;
}

/** Forks the server with VS Code's own executable. @throws Error if it cannot be started. */
export async function startLanguageClient(
  options: LanguageClientOptions,
): Promise<RunningLanguageClient> {
  useLanguage(...options.translate);
  const handler = new CrashHandler(options.crashed);
  const log = vscode.window.createOutputChannel(t('Millrace Language Server'), { log: true });
  const client = new LanguageClient(
    'millrace',
    t('Millrace Language Server'),
    { module: options.script, transport: TransportKind.ipc },
    {
      documentSelector: servedCells.map(([notebook, language]) => ({ notebook, language })),
      initializationOptions: options.situation,
      diagnosticCollectionName: 'millrace',
      outputChannel: log,
      // A trace has whatever is sent, and logs are files.
      traceOutputChannel: withoutSecrets(log, () => secretsIn(options.situation())),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: handler,
    },
  );
  // Where it fails the log stays: the client writes down why when the process has ended.
  await client.start();
  handler.hasStarted = true;
  return {
    tell: (method, params) => {
      // One that is being started again asks for the situation by itself.
      if (client.isRunning()) client.sendNotification(method, params).catch(() => {});
    },
    showLog: () => client.outputChannel.show(true),
    stop: async () => {
      await client.dispose(LONGEST_END);
      log.dispose();
    },
  };
}

function secretsIn({ others = [] }: LanguageSituation): string[] {
  return others.flatMap(({ properties = {} }) => Object.values(secretPartOf(properties).secret));
}

/** Has a server that ends unexpectedly started again, unless it never ran or ends again and again. */
class CrashHandler implements ErrorHandler {
  hasStarted = false;
  readonly #crashed: LanguageClientOptions['crashed'];
  readonly #restarts = new Restarts();

  constructor(crashed: LanguageClientOptions['crashed']) {
    this.#crashed = crashed;
  }

  /** A message that cannot be read or written is followed by `closed` if the channel is broken. */
  error() {
    return { action: ErrorAction.Continue, handled: true };
  }

  closed() {
    // Whoever waits for the first start hears that it failed.
    if (!this.hasStarted) return { action: CloseAction.DoNotRestart, handled: true };
    const again = this.#restarts.mayRestart(performance.now());
    this.#crashed(again);
    return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
  }
}
