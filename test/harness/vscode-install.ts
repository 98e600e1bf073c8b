// Fetches a real VS Code from the npm registry: code-server carries the workbench and the extension
// host. It is kept in .cache rather than among the project's dependencies, for it is large (820 MB)
// and only tests and `npm start` need it.

import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.ts';
import { inCache } from './places.ts';

/** The version of code-server; it carries VS Code 1.139. */
export const codeServerVersion = '4.139.1';

const installed = inCache('code-server', codeServerVersion);

/** Where VS Code lies once it is installed. */
export const vscode = {
  /** The script that starts code-server; run it with the project's Node. */
  codeServer: join(installed, 'node_modules/code-server/out/node/entry.js'),
  /** The script of VS Code's own server, which code-server wraps. */
  server: join(installed, 'node_modules/code-server/lib/vscode/out/server-main.js'),
};

export function isVscodeInstalled(): boolean {
  return existsSync(installed);
}

/**
 * Installs VS Code's server unless it is there already. The folder gets its name as the last act, so
 * that it is complete whenever it exists, and so that two installations at once do not meet.
 * @throws Error with npm's output if the registry cannot be reached.
 */
export async function installVscode(): Promise<void> {
  if (isVscodeInstalled()) return;
  const folder = `${installed}.${process.pid}.partial`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    // Install scripts would compile native parts that tests do without, and would do the two inner
    // installations in their own, slower way.
    await npmInstall(folder, `code-server@${codeServerVersion}`);
    const inner = join(folder, 'node_modules/code-server/lib/vscode');
    await npmInstall(inner, '--omit=dev');
    await npmInstall(join(inner, 'extensions'), '--omit=dev');
    await buildNative(inner);
    await rename(folder, installed).catch((error: unknown) => {
      if (!isVscodeInstalled()) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function npmInstall(cwd: string, ...args: string[]): Promise<void> {
  await npm(cwd, 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...args);
}

/**
 * Compiles what writes the logs that output channels show, and what ends an extension host whose VS Code
 * was killed. Where there is no compiler, VS Code works all the same, with empty logs.
 */
async function buildNative(cwd: string): Promise<void> {
  await npm(cwd, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog').catch(() => {});
}
