// Mocha suites inside the extension host of VS Code's server build, with the window in a browser:
// for machines that have no desktop VS Code and cannot download one.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from './browser.ts';
import { Child } from './child.ts';
import { node } from './places.ts';
import { freePort } from './ports.ts';
import { progressMark } from './report.ts';
import { tempFolder } from './temp.ts';
import { installVscode, vscode } from './vscode-install.ts';
import { quietSettings, type Settings } from './vscode-server.ts';

/** What both ways of running the suites are given. */
export interface ExtensionHostRun {
  /** The folder of the extension's package.json. */
  extension: string;
  /** The bundle whose `run()` runs the tests. */
  tests: string;
  settings: Settings;
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
}

/** How it ended: the exit code is 0 if `run()` resolved. */
export interface ExtensionHostEnd {
  readonly code: number;
  /** What VS Code and its extensions printed. */
  readonly log: string;
}

/** Runs the tests and prints what they say on the way. */
export async function runInServer(options: ExtensionHostRun): Promise<ExtensionHostEnd> {
  await installVscode();
  const log: string[] = [];
  const home = tempFolder('extension-host');
  const folder = join(home.path, 'workspace');
  const data = join(home.path, 'data');
  mkdirSync(folder);
  for (const [kind, settings] of [
    ['User', quietSettings],
    ['Machine', options.settings],
  ] as const) {
    mkdirSync(join(data, 'data', kind), { recursive: true });
    writeFileSync(join(data, 'data', kind, 'settings.json'), JSON.stringify(settings));
  }
  const port = await freePort();
  const server = await Child.start(
    node,
    [
      vscode.server,
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--without-connection-token', '--accept-server-license-terms'],
      // A built VS Code runs tests for its own smoke tests only.
      '--enable-smoke-test-driver',
      ...['--server-data-dir', data, '--extensions-dir', join(home.path, 'extensions')],
    ],
    { env: { ...process.env, ...options.env } },
  );
  const browser = await startBrowser();
  try {
    await server.line(/Extension host agent listening on/, 60_000);
    const page = await browser.newPage();
    const host = `127.0.0.1:${port}`;
    const exit = new Promise<number>((resolve, reject) => {
      setTimeout(
        () => reject(new Error(`the tests did not end in ${options.timeoutMs} ms`)),
        options.timeoutMs,
      ).unref();
      void server.exited.then(() => reject(new Error(`VS Code ended:\n${server.stderr}`)));
      void Promise.all([
        page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
          receiveConsole(log, args),
        ),
        page.exposeFunction('codeAutomationExit', resolve),
      ]).then(() => page.goto(address(host, folder, options)), reject);
    });
    return { code: await exit, log: log.join('\n') };
  } finally {
    await browser.close();
    await server.stop();
    home.remove();
  }
}

/** The page that loads the extension and its tests from the server's disk. */
function address(host: string, folder: string, options: ExtensionHostRun): string {
  const payload = [
    ['extensionDevelopmentPath', `vscode-remote://${host}${options.extension}`],
    ['extensionTestsPath', `vscode-remote://${host}${options.tests}`],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://${host}/?${query}`;
}

/**
 * Takes the console of window and extension host, as VS Code forwards it: prints what the suites say
 * and keeps the rest, which is much, for when something is wrong with VS Code itself.
 */
function receiveConsole(log: string[], args: readonly unknown[]): void {
  const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
  if (text.startsWith(progressMark)) console.log(text.slice(progressMark.length));
  else log.push(text);
}
