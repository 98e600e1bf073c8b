// `npm start`: builds and opens VS Code with the extension and a started cluster: the desktop's where
// there is one, else VS Code in the browser. MILLRACE_VSCODE=server chooses the browser.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, type Exit, run } from './harness/child.ts';
import { findDesktopVscode } from './harness/desktop-vscode.ts';
import { packageExtension } from './harness/package-extension.ts';
import { inCache, node, root } from './harness/places.ts';
import { isFree } from './harness/ports.ts';
import { isVscodeInstalled } from './harness/vscode-install.ts';
import { startVscode } from './harness/vscode-server.ts';

/** Where VS Code is served if the port is free, so that an open tab finds it again. */
const usualPort = 8642;

const home = inCache('start');
let stopping = false;
const settings = { 'millrace.cluster.autoStart': true };
const folder = exercises();
const desktop = process.env.MILLRACE_VSCODE === 'server' ? undefined : findDesktopVscode();
await (desktop === undefined ? serve() : openDesktop(desktop));

/** The exercises that come with the extension, copied so that they can be changed at will. */
function exercises(): string {
  const copy = join(home, 'exercises');
  mkdirSync(copy, { recursive: true });
  const source = join(root, 'media/exercises');
  if (existsSync(source)) cpSync(source, copy, { recursive: true, force: false });
  return copy;
}

async function openDesktop(command: string): Promise<void> {
  console.log('Building …');
  await run(node, [join(root, 'esbuild.mjs')], { cwd: root });
  const userData = join(home, 'desktop');
  mkdirSync(join(userData, 'User'), { recursive: true });
  const file = join(userData, 'User/settings.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(settings, undefined, 2));
  // A profile of its own: the window takes no part in the person's own VS Code, and --wait waits for it.
  const child = await Child.start(command, [
    ...['--new-window', '--wait', `--extensionDevelopmentPath=${root}`],
    ...['--user-data-dir', userData, '--extensions-dir', join(home, 'desktop-extensions')],
    folder,
  ]);
  console.log(`Opened ${command}. Ctrl-C closes it.`);
  stopOnSignal(() => child.stop());
  endWith(await child.exited, `${child.stdout}${child.stderr}`);
}

async function serve(): Promise<void> {
  console.log('No desktop VS Code found: serving it in the browser.');
  console.log('Packaging the extension …');
  const vsix = await packageExtension();
  if (!isVscodeInstalled()) console.log('Fetching VS Code (800 MB, once) …');
  const server = await startVscode({
    home: join(home, 'browser'),
    folder,
    vsix: [vsix],
    settings,
    port: (await isFree(usualPort)) ? usualPort : 0,
  });
  stopOnSignal(() => server.stop());
  console.log(`\n  ${server.url}\n\nOpen it in a browser on this machine; no other can reach it.`);
  console.log('Ctrl-C stops VS Code and the cluster.');
  endWith(await server.exited, server.output());
}

function stopOnSignal(stop: () => Promise<unknown>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping = true;
      void stop();
    });
  }
}

/** Ends as VS Code did: well if the person stopped it or closed its window, else with what it said. */
function endWith(exit: Exit, output: string): void {
  if (stopping || exit.code === 0) process.exit(0);
  console.error(output);
  process.exit(exit.code ?? 1);
}
