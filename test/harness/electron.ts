// Mocha suites inside desktop VS Code, downloaded by @vscode/test-electron.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import type { ExtensionHostEnd, ExtensionHostRun } from './extension-host.ts';
import { inCache } from './places.ts';
import { tempFolder } from './temp.ts';
import { quietSettings } from './vscode-server.ts';

/**
 * Downloads VS Code unless it is in the cache.
 * @returns its executable. @throws Error where it cannot be downloaded.
 */
export function installElectron(version = 'stable'): Promise<string> {
  return downloadAndUnzipVSCode({ version, cachePath: inCache('vscode-electron') });
}

/** Runs the tests in a window of its own profile. What they say appears as it is said. */
export async function runInElectron(
  executable: string,
  options: ExtensionHostRun,
): Promise<ExtensionHostEnd> {
  const home = tempFolder('electron');
  const folder = join(home.path, 'workspace');
  const userData = join(home.path, 'user-data');
  mkdirSync(folder);
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(
    join(userData, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, ...options.settings }),
  );
  try {
    const code = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: options.extension,
      extensionTestsPath: options.tests,
      extensionTestsEnv: options.env,
      launchArgs: [
        folder,
        ...['--user-data-dir', userData, '--extensions-dir', join(home.path, 'extensions')],
        // Chromium refuses to sandbox as root, as which containers and CI run.
        ...['--disable-workspace-trust', '--no-sandbox', '--disable-gpu'],
      ],
    });
    return { code, log: '' };
  } catch (error) {
    if (error instanceof TestRunFailedError) return { code: error.code ?? 1, log: '' };
    throw error;
  } finally {
    home.remove();
  }
}
