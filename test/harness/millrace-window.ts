// VS Code with the packaged extension, as a user has it after installing: own profile, own cluster data,
// free ports, nothing shared with a Millrace that the person at this machine may be running.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { packageExtension } from './package-extension.ts';
import { freePort } from './ports.ts';
import { type TempFolder, tempFolder } from './temp.ts';
import { type Settings, startVscode, type VscodeServer } from './vscode-server.ts';
import { type ThemeKind, Workbench } from './workbench.ts';

/** The themes in which every step is pictured, by their ids in settings. The last one stays on. */
const themes: Readonly<Record<ThemeKind, string>> = {
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  dark: 'Dark Modern',
};

export interface MillraceWindowOptions {
  /** Names the folder of its pictures in `.cache/screenshots`. */
  name: string;
  settings?: Settings;
}

export class MillraceWindow {
  readonly workbench: Workbench;
  readonly server: VscodeServer;
  /** `localhost:PORT` of the cluster that this window starts; the same after a restart. */
  readonly bootstrap: string;
  readonly port: number;
  readonly #browser: Browser;
  readonly #home: TempFolder;
  #settings: Settings;
  #steps = 0;

  /** Packages the extension, installs it, and opens a window on an empty folder. */
  static async open(options: MillraceWindowOptions): Promise<MillraceWindow> {
    const home = tempFolder(options.name);
    const folder = join(home.path, 'workspace');
    mkdirSync(folder);
    const port = await freePort();
    const settings: Settings = {
      'millrace.cluster.port': port,
      'millrace.cluster.zookeeperPort': 0,
      'millrace.cluster.dataDirectory': join(home.path, 'cluster'),
      'workbench.colorTheme': themes.dark,
      ...options.settings,
    };
    const server = await startVscode({
      home: join(home.path, 'vscode'),
      folder,
      vsix: [await packageExtension()],
      settings,
      // Whoever has the same runtime folder shares one cluster.
      env: { MILLRACE_RUNTIME_DIR: join(home.path, 'run') },
    });
    const browser = await startBrowser();
    const workbench = await Workbench.open(browser, server.url, { screenshots: options.name });
    return new MillraceWindow(home, server, browser, workbench, port, settings);
  }

  private constructor(
    home: TempFolder,
    server: VscodeServer,
    browser: Browser,
    workbench: Workbench,
    port: number,
    settings: Settings,
  ) {
    this.#home = home;
    this.server = server;
    this.#browser = browser;
    this.workbench = workbench;
    this.port = port;
    this.bootstrap = `localhost:${port}`;
    this.#settings = settings;
  }

  /** Changes some settings and leaves the others as they are. */
  change(settings: Settings): void {
    this.#settings = { ...this.#settings, ...settings };
    this.server.changeSettings(this.#settings);
  }

  /** Pictures the window in each theme, as `NN-step-theme.png`. */
  async picture(step: string): Promise<void> {
    this.#steps += 1;
    const name = `${String(this.#steps).padStart(2, '0')}-${step.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
    for (const [kind, theme] of Object.entries(themes) as [ThemeKind, string][]) {
      this.change({ 'workbench.colorTheme': theme });
      await this.workbench.themeIs(kind);
      await this.workbench.screenshot(`${name}-${kind}`);
    }
  }

  /** Keeps what helps to find out why a test failed, beside the pictures. */
  async keepEvidence(step: string): Promise<void> {
    await this.workbench.screenshot(`failed-${step.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
    writeFileSync(join(this.workbench.screenshots, 'vscode.log'), this.server.output());
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    this.#home.remove();
  }
}
